import type { AddonCode, CodeRunner, LoadOutcome } from '../code.ts'
import { Failed, type Failure, failure } from '../failures.ts'
import type { Installation, PlacedRelease } from '../installations.ts'
import { handlersFor } from './broker.ts'
import { inWords, isFault } from './failures.ts'
import type { callGates } from './gates.ts'
import { checkUp } from './health.ts'
import type { HostNeeds } from './hosting.ts'
import { codeIn } from './reading.ts'
import { type CodeAddon, codeAddonOf } from './rights.ts'
import { settingsTold, type ToldSettings } from './settings-told.ts'

/** One add-on in the runner, as it was loaded. `trialUntil`: it is looked at before it is switched on. */
export interface Running extends CodeAddon {
  settings: Pick<ToldSettings, 'placeholders' | 'prints'>
  trialUntil: number
}

interface Ground {
  needs: HostNeeds
  running: Map<string, Running>
  gates: ReturnType<typeof callGates>
}

/** Puts code into the runner, once the calls to what it takes the place of have ended. */
export const loading = ({ needs, running, gates }: Ground) => {
  const { runner, installations } = needs

  const load = async (one: Installation, placed: PlacedRelease, trialUntil: number) => {
    const addon = codeAddonOf(one, placed)
    const files = await codeIn(needs.archives, placed, one.name)
    const settings = await settingsTold(one, needs)
    gates.close(addon.slug, 'loading')
    try {
      await gates.drained(addon.slug)
      await take(addon, { files, settings, trialUntil })
    } finally {
      gates.open(addon.slug, 'loading')
      await reopen(addon.slug)
    }
  }

  const take = async (
    addon: CodeAddon,
    {
      files,
      settings,
      trialUntil,
    }: { files: AddonCode['files']; settings: ToldSettings; trialUntil: number },
  ) => {
    running.delete(addon.slug)
    const code = { files, settings: settings.told, handlers: handlersFor(needs, addon) }
    const outcome = await runner.load(addon.slug, code)
    const why = await whyNot(runner, outcome, addon)
    // what did not even load is off already, and its log stays to be read
    if (why && outcome.kind === 'loaded') await runner.unload(addon.slug)
    if (why) throw new Failed(why)
    running.set(addon.slug, { ...addon, settings, trialUntil })
  }

  // its row is read anew: what was read before may be older than the fence
  const reopen = async (slug: string) => {
    if (gates.isMoving(slug) && !(await installations.find(slug))?.moving) gates.open(slug, 'moving')
  }

  return { load, reopen }
}

/** Why it may not be switched on: it does not load, or says that it is not well. */
const whyNot = async (
  runner: CodeRunner,
  outcome: LoadOutcome,
  addon: CodeAddon,
): Promise<Failure | undefined> => {
  const { name } = addon
  if (isFault(outcome)) return failure('code-failed', { name, why: short(inWords(outcome)) })
  if (outcome.kind !== 'loaded') return failure('code-not-now', { name })
  const checkup = await checkUp(runner, addon, outcome.names)
  if (checkup.kind === 'not now') return failure('code-not-now', { name })
  return checkup.kind === 'unwell' ? failure('code-failed', { name, why: short(checkup.why) }) : undefined
}

// an add-on's own words: a reason, not a page
const short = (why: string) => why.slice(0, 300)
