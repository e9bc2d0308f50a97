import { health } from '../../contracts/addon-api.ts'
import type { HandlerNames } from '../../contracts/runner.ts'
import type { CallOutcome, CodeRunner } from '../code.ts'
import { inWords, isFault } from './failures.ts'
import type { CodeAddon } from './rights.ts'

/** `not now`: something else was in the way each time, which says nothing about the add-on. */
export type Checkup = { kind: 'well' | 'not now' } | { kind: 'unwell'; why: string }

const tries = 3
/** no further try after that */
const triesForMs = 12_000

/** Whether code that was loaded can do all that its manifest says, or what is wrong with it, in one sentence. */
export const checkUp = async (
  runner: Pick<CodeRunner, 'call'>,
  addon: CodeAddon,
  names: HandlerNames,
): Promise<Checkup> => {
  const [lacks] = missingIn(addon, names)
  if (lacks)
    return { kind: 'unwell', why: `Its manifest declares ${lacks}, but files/main.js has no handler for it.` }
  const answer = await asked(runner, addon.slug)
  if (isFault(answer)) return { kind: 'unwell', why: inWords(answer) }
  return { kind: isInTheWay(answer) ? 'not now' : 'well' }
}

/** Another add-on may bring the runner down or hold it up meanwhile: it is asked again then. */
const asked = async (runner: Pick<CodeRunner, 'call'>, slug: string) => {
  const until = performance.now() + triesForMs
  for (let left = tries - 1; ; left--) {
    const answer = await runner.call(slug, { entry: 'event', name: health, input: {} })
    if (!isInTheWay(answer) || left === 0 || performance.now() > until) return answer
  }
}

const isInTheWay = ({ kind }: CallOutcome) => kind === 'gone' || kind === 'busy' || kind === 'off'

const missingIn = ({ rights }: CodeAddon, names: HandlerNames): string[] => [
  ...rights.events.filter(event => !names.events.includes(event)).map(event => `the event ${event}`),
  ...rights.pages.filter(({ id }) => !names.pages.includes(id)).map(({ id }) => `the page ${id}`),
  ...(rights.publicAddress && !names.hooks.includes('request') ? ['a public address (hooks.request)'] : []),
  ...(rights.schedule !== null && !names.schedule ? ['a schedule'] : []),
]
