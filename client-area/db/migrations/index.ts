import type { Migration } from '../index.ts'
import { accounts } from './001-accounts.ts'
import { provider } from './002-provider.ts'
import { billing } from './003-billing.ts'
import { majors } from './004-majors.ts'
import { languages } from './005-languages.ts'

/** The client area's tables, in the order in which they came to be. A landed migration is never edited. */
export const migrations: Migration[] = [accounts, provider, billing, majors, languages]
