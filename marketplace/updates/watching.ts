import { soukItself } from '../activity.ts'
import type { CallOutcome, Doing, Wanted } from '../code.ts'
import { type Failure, failure } from '../failures.ts'
import type { Installation, InstallationStore } from '../installations.ts'
import type { Operations } from '../operations.ts'
import type { UpdateStore, Watch } from '../updates.ts'
import { askEveryMs, verdictOn } from './verdicts.ts'

export interface WatchNeeds {
  updates: Pick<UpdateStore, 'watches' | 'unwatch'>
  installations: Pick<InstallationStore, 'find'>
  operations: Pick<Operations, 'openFor' | 'start'>
  /** how it does in this process */
  doing: (addon: string) => Promise<Doing | undefined>
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
    const why = watch.trouble ?? whyOff(one) ?? (await whyBad(watch))
    if (why) return putBack(one, why)
    if (!one.active || isOver(watch)) return end(watch)
    askNow(watch)
  }

  const whyBad = async (watch: Watch): Promise<Failure | undefined> => {
    const doing = await needs.doing(watch.addon)
    if (!doing || verdictOn(doing, isOver(watch)) !== 'bad') return undefined
    const why = doing.lastError?.text.slice(0, 300) ?? ''
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
    const input = { from, to: previous.version, why: JSON.stringify(why), detail: why.code }
    await operations.start(
      { kind: 'put-back', addon, addonKind, name, version: previous.version, input },
      soukItself,
    )
  }

  const isOver = ({ until }: Watch) => now().toISOString() >= until

  const end = async ({ addon }: Watch) => {
    asked.delete(addon)
    await updates.unwatch(addon)
  }

  return { look }
}

/** Its code was switched off for what it did; whoever switches it off by hand leaves no reason. */
const whyOff = ({ active, failure: why }: Installation) => (active ? undefined : (why ?? undefined))
