import { health } from '../../contracts/addon-api.ts'
import type { HandlerNames } from '../../contracts/runner.ts'
import type { CodeRunner } from '../code.ts'
import { inWords, isFault } from './failures.ts'
import type { CodeAddon } from './rights.ts'

/** What is wrong with code that was loaded, in one sentence; nothing if it can do all that its manifest says. */
export const problemWith = async (runner: CodeRunner, addon: CodeAddon, names: HandlerNames) => {
  const [lacks] = missingIn(addon, names)
  if (lacks) return `Its manifest declares ${lacks}, but files/main.js has no handler for it.`
  const answer = await runner.call(addon.slug, { entry: 'event', name: health, input: {} })
  return isFault(answer) ? inWords(answer) : undefined
}

const missingIn = ({ rights }: CodeAddon, names: HandlerNames): string[] => [
  ...rights.events.filter(event => !names.events.includes(event)).map(event => `the event ${event}`),
  ...rights.pages.filter(({ id }) => !names.pages.includes(id)).map(({ id }) => `the page ${id}`),
  ...(rights.publicAddress && !names.hooks.includes('request') ? ['a public address (hooks.request)'] : []),
  ...(rights.schedule !== null && !names.schedule ? ['a schedule'] : []),
]
