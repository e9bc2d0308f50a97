import { soukItself } from '../activity.ts'
import type { CallOutcome, Doing, Wanted } from '../code.ts'
import { isOffForItsCode } from '../code/switching-off.ts'
import { asPhrase, type Failure, failure } from '../failures.ts'
import type { Installation, InstallationStore } from '../installations.ts'
import type { Operations } from '../operations.ts'
import { detailOf } from '../operations/lines.ts'
import type { UpdateStore, Watch } from '../updates.ts'
import { tallying } from './tallying.ts'
import { askEveryMs, callsNeeded, verdictOn, windowFrom } from './verdicts.ts'

const graceMs = 5_000
const restMs = 60_000
const triesForMs = 10 * 60_000

export interface WatchNeeds {
  updates: Pick<UpdateStore, 'watches' | 'unwatch' | 'count' | 'move'>
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
  const tally = tallying(updates, now)

  const look = async () => {
    const watches = await updates.watches()
    for (const watch of watches) await lookAt(watch)
    return watches.length > 0
  }

  const lookAt = async (found: Watch) => {
    const one = await installations.find(found.addon)
    if (one?.version !== found.to || !one.previous) return end(found)
    if (await operations.openFor(found.addon)) return
    // stops a clock that jumped back from keeping the window open for hours
    if (now().toISOString() < found.since) return beginAnew(found)
    const doing = await needs.doing(found.addon, found.to)
    const watch = await tally.add(found, doing)
    const why = watch.trouble ?? whyOff(one) ?? whyBad(watch, doing)
    if (why) return (await isTooSoon(watch)) ? undefined : putBack(one, why)
    if (!one.active || (doing && isJudged(watch))) return end(watch)
    if (doing) askNow(watch)
  }

  const beginAnew = (watch: Watch) => updates.move(watch, windowFrom(now()))

  // another process has a moment to tell what failed there
  const isJudged = (watch: Watch) => isOver(watch, graceMs) && watch.calls >= callsNeeded

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
    // who does not run it can't tell whether its time is over: it may stand still
    const isEnd = doing !== undefined && isOver(watch)
    const here = doing && { ...doing, lastError: doing.lastError?.text ?? null }
    const bad = [watch, here].find(one => one && verdictOn(one, isEnd) === 'bad')
    if (!bad) return undefined
    const { failures, calls, lastError } = bad
    return failure('fails-often', { failures, calls, why: asPhrase(lastError ?? '') })
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
    tally.forget(addon)
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
