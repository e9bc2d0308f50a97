import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Language } from '../marketplace/messages.ts'
import { root } from './root.ts'

/** The panel's own text, from `views/messages/`; language packs are checked against it. */
export const englishMessages = (): Record<string, string> => {
  const folder = join(root, 'views/messages')
  return Object.assign(
    {},
    ...readdirSync(folder).map(name => JSON.parse(readFileSync(join(folder, name), 'utf8'))),
  )
}

/** The language that is built in. */
export const english = (): Language => ({
  code: 'en',
  direction: 'ltr',
  name: 'English',
  messages: englishMessages(),
})
