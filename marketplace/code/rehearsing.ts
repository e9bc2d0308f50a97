import type { CallOutcome, CodeRunner, Handlers, LogLine } from '../code.ts'
import { asPhrase, type Failure, Failed, fail, failure } from '../failures.ts'
import type { Archives, Installation, PlacedRelease } from '../installations.ts'
import { needsSetUp } from '../settings/set-up.ts'
import { readableNames } from '../settings/standing.ts'
import { refused } from './answering.ts'
import { type BrokerNeeds, handlersFor } from './broker.ts'
import { inWords, isFault } from './failures.ts'
import { checkUp } from './health.ts'
import { codeIn } from './reading.ts'
import { codeAddonOf } from './rights.ts'
import { settingsTold } from './settings-told.ts'

export interface RehearsalNeeds extends BrokerNeeds {
  runner: CodeRunner
  archives: Pick<Archives, 'read'>
  /** add-on code runs now, or none does */
  mayRun: () => Promise<boolean>
}

/** A release that is to replace another one. `installation`: as it would be then, with its copy of what the add-on keeps. */
export interface Rehearsal {
  installation: Installation
  placed: PlacedRelease
  /** the version that runs now */
  from: string
}

/**
 * Tries a release beside the one that runs, under a name of its own: loads it, lets it bring its copy of the data up to
 * date, and asks whether it is well. Nothing outside is touched. Throws Failed.
 */
export const rehearsal =
  (needs: RehearsalNeeds) =>
  async ({ installation, placed, from }: Rehearsal): Promise<void> => {
    if (!(await needs.mayRun())) fail('safe-mode')
    const slug = `${placed.addon}@${placed.version}`
    const addon = codeAddonOf(installation, placed)
    const tried = { ...addon, shelf: { ...addon.shelf, isTrial: true } }
    const { runner } = needs
    const says = (why: string) => rehearsalFailed(addon, why)
    // what it is refused is no trouble of the one that runs, whose log operators read
    const own = { ...needs, note: (_: string, line: LogLine) => needs.note(slug, line) }
    await whileAllowed(needs, slug, async () => {
      const loaded = await runner.load(slug, {
        files: await codeIn(needs.archives, placed, addon.name),
        settings: (await settingsTold(installation, needs)).told,
        handlers: keptInside(handlersFor(own, tried)),
      })
      if (isFault(loaded)) throw says(inWords(loaded))
      if (loaded.kind !== 'loaded') return fail('code-not-now', { name: addon.name })
      const migrated = await runner.call(slug, { entry: 'migrate', name: '', input: { from } })
      const why = whyNotMigrated(migrated, addon)
      if (why) throw 'code' in why ? new Failed(why) : says(why.words)
      // one that waits for its settings can't be asked whether it is well
      if (await isWaiting(needs, installation, placed)) return
      const checkup = await checkUp(runner, { ...addon, slug }, loaded.names)
      if (checkup.kind === 'unwell') throw says(checkup.why)
      if (checkup.kind === 'not now') fail('code-not-now', { name: addon.name })
    })
  }

const lookEveryMs = 500

/** Ends what is tried as soon as no add-on code may run any more, and in any case when the trial is over. */
const whileAllowed = async (
  { runner, mayRun }: Pick<RehearsalNeeds, 'runner' | 'mayRun'>,
  slug: string,
  work: () => Promise<void>,
) => {
  let isStopped = false
  const look = async () => {
    if (isStopped || (await mayRun())) return
    isStopped = true
    await runner.unload(slug)
  }
  const timer = setInterval(() => void look().catch(() => {}), lookEveryMs)
  try {
    await work()
  } catch (error) {
    if (!isStopped) throw error
  } finally {
    clearInterval(timer)
    await runner.unload(slug)
  }
  if (isStopped) fail('safe-mode')
}

const rehearsalFailed = ({ name, version }: { name: string; version: string }, why: string) =>
  new Failed(failure('rehearsal-failed', { name, version, why: asPhrase(why) }))

/** What it has no need for is no fault; whatever else is not done is one. */
const whyNotMigrated = (
  outcome: CallOutcome,
  { name }: { name: string },
): Failure | { words: string } | undefined => {
  if (isFault(outcome)) return { words: inWords(outcome) }
  if (outcome.kind === 'refused') return { words: outcome.why }
  return outcome.kind === 'value' || outcome.kind === 'absent' ? undefined : failure('code-not-now', { name })
}

const isWaiting = async (
  { secrets }: BrokerNeeds,
  { addon, settings }: Installation,
  placed: PlacedRelease,
) => {
  const schema = placed.release.manifest['settings']
  return schema !== undefined && needsSetUp(schema, settings, await readableNames(secrets, addon))
}

// The release that runs answers customers and other servers meanwhile: two voices would say everything twice.
const outside = ['http', 'notify', 'inbox.deliver', 'inbox.reply', 'inbox.tag', 'inbox.untag', 'inbox.close']

const keptInside = (handlers: Handlers): Handlers => ({
  ...handlers,
  ...Object.fromEntries(
    outside.map(verb => [
      verb,
      async () => refused('out of reach', 'Nothing outside is asked while a release is tried.'),
    ]),
  ),
})
