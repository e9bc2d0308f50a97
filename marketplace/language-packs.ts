import { readMessages } from '../contracts/language-packs.ts'
import { language as languageSchema } from '../contracts/manifest.ts'
import { fail } from './failures.ts'
import type { Archives, PlacedRelease } from './installations.ts'
import type { Language } from './messages.ts'

/** What is known of one pack on disk. */
export type Pack = { kind: 'readable'; language: Language; problems: string[] } | { kind: 'altered' }

export interface Packs {
  /** Reads one pack, whose bytes are checked as they are read. A pack that can't be used at all throws Failed. */
  load: (placed: PlacedRelease) => Promise<Pack>
  codeOf: (placed: PlacedRelease) => string
}

const messagesFile = 'messages.json'

export const packsFrom = (archives: Archives, english: Language): Packs => ({
  async load(placed) {
    const bytes = await archives.read(placed, messagesFile)
    if (!bytes) return { kind: 'altered' }
    const { messages, problems } = readMessages(bytes, { ...english.messages })
    if (Object.keys(messages).length === 0)
      return fail('language-unreadable', { reason: problems[0] ?? 'it holds no messages' })
    const { code, direction, name } = languageIn(placed)
    return { kind: 'readable', language: { code, direction, name, messages }, problems }
  },
  codeOf: placed => languageIn(placed).code,
})

const languageIn = ({ release }: PlacedRelease) => languageSchema.parse(release.manifest['language'])
