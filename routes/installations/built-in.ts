import type { Services } from '../services.ts'
import type { Row } from './rows.ts'

/** The name under which the built-in language stands among the languages. */
export const english = 'english'

export const englishRow = ({ languages }: Services, defaultCode: string): Row => ({
  slug: english,
  name: languages.english.name,
  language: null,
  version: null,
  builtIn: true,
  active: true,
  altered: false,
  isDefault: languages.english.code === defaultCode,
  needsSetUp: false,
  hasSettings: false,
  unpaid: false,
  problem: null,
  running: null,
  lastError: null,
  hasImpact: false,
  changedAt: null,
  changedBy: null,
  operation: null,
  listed: false,
  update: null,
  backTo: null,
  putBack: null,
})
