import { soukItself } from '../activity.ts'
import type { CallOutcome, Doing, Wanted } from '../code.ts'
import { isOffForItsCode } from '../code/switching-off.ts'
import { asPhrase, type Failure, failure } from '../failures.ts'
import type { Installation, InstallationStore } from '../installations.ts'
import type { Operations } from '../operations.ts'
import { detailOf } from '../operations/running.ts'
import type { UpdateStore, Watch } from '../updates.ts'
import { askEveryMs, callsNeeded, verdictOn, windowFrom } from './verdicts.ts'

const graceMs = 5_000
const restMs = 60_000
const triesForMs = 10 * 60_000

export interface WatchNeeds {
  updates: Pick<UpdateStore, 'watches' | 'watch' | 'unwatch'>
  installations: Pick<InstallationStore, 'find'>
  operations: Pick<Operations, 'openFor' | 'latestFor' | 'start'>
  /** how that release of it does in this process; undefined where another one still runs, or none */
  doing: (addon: string, version: string) => Promise<Doing | undefined>
  call: (addon: string, wanted: Wanted) => Promise<CallOutcome>
  now: () => Date
}

/** Looks at add-ons whose release has just changed, and puts back the release before where the new one fails. */
export const watchingUpdates = (needs: WatchNeeds) => {
  const { updates, installations, operations, now } = needs
  const asked = new Map<string, number>()

  const look = async () => {
    const watches = await updates.watches()
    for (const watch of watches) await lookAt(watch)
    return watches.length > 0
  }

  const lookAt = async (watch: Watch) => {
    const one = await installations.find(watch.addon)
    if (one?.version !== watch.to || !one.previous) return end(watch)
    if (await operations.openFor(watch.addon)) return
    // stops a clock that jumped back from keeping the window open for hours
    if (now().toISOString() < watch.since) return beginAnew(watch)
    const doing = await needs.doing(watch.addon, watch.to)
    const why = watch.trouble ?? whyOff(one) ?? whyBad(watch, doing)
    if (why) return (await isTooSoon(watch)) ? undefined : putBack(one, why)
    if (!one.active || isJudged(watch, doing)) return end(watch)
    askNow(watch)
  }

  const beginAnew = (watch: Watch) => updates.watch({ ...watch, ...windowFrom(now()) })

  // what another process saw fails there: it has a moment for its own verdict
  const isJudged = (watch: Watch, doing: Doing | undefined) =>
    isOver(watch, graceMs) && (!doing || doing.calls >= callsNeeded)

  // the release before could not be had: each try is an operation, and none of them helps at once
  const isTooSoon = async (watch: Watch) => {
    const latest = await operations.latestFor(watch.addon)
    if (latest?.kind !== 'put-back' || latest.state !== 'failed') return false
    if (isOver(watch, triesForMs)) {
      await end(watch)
      return true
    }
    return Math.abs(now().getTime() - Date.parse(latest.finishedAt ?? latest.startedAt)) < restMs
  }

  const whyBad = (watch: Watch, doing: Doing | undefined): Failure | undefined => {
    if (!doing || verdictOn(doing, isOver(watch)) !== 'bad') return undefined
    const why = asPhrase(doing.lastError?.text ?? '')
    return failure('fails-often', { failures: doing.failures, calls: doing.calls, why })
  }

  // even if nobody needs it in that minute
  const askNow = ({ addon, since }: Watch) => {
    const last = asked.get(addon) ?? Date.parse(since)
    if (now().getTime() - last < askEveryMs && now().getTime() >= last) return
    asked.set(addon, now().getTime())
    void needs.call(addon, { entry: 'event', name: 'souk.health', input: {} })
  }

  const putBack = async (
    { addon, kind: addonKind, name, version: from, previous }: Installation,
    why: Failure,
  ) => {
    if (!previous) return
    const input = { from, to: previous.version, why: JSON.stringify(why), detail: detailOf(why) }
    await operations.start(
      { kind: 'put-back', addon, addonKind, name, version: previous.version, input },
      soukItself,
    )
  }

  const isOver = ({ until }: Watch, more = 0) => now().getTime() >= Date.parse(until) + more

  const end = async ({ addon, operation }: Watch) => {
    asked.delete(addon)
    await updates.unwatch(addon, operation)
  }

  return { look }
}

/** Its code was switched off for what it did; whoever switches it off by hand leaves no reason. */
const whyOff = ({ active, failure: why }: Installation): Failure | undefined => {
  if (!why || !isOffForItsCode({ active, failure: why })) return undefined
  const { code, values } = why
  const said = values['why']
  return typeof said === 'string' ? failure(code, { ...values, why: asPhrase(said) }) : why
}
