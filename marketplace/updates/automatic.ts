import type { Installation } from '../installations.ts'
import { noWishes, type UpdateWishes } from '../updates.ts'
import type { UpdateDefaults } from './defaults.ts'
import { rulesFor, withinRules } from './policies.ts'
import { isFailure, type Run, type RunStore, type Wanted } from './runs.ts'
import { isOpen } from './window.ts'
import { type Asking, askingFor, type Lister } from './waiting.ts'

const hour = 3_600_000
/** after a failure: so that the next try falls into the next night, not into the next minute */
const restMs = 20 * hour
const triesAtMost = 3

/** Is the clock within so many milliseconds of a time? A time far ahead comes of a clock that was wrong then. */
const isAbout = (at: string, now: Date, ms: number) => Math.abs(now.getTime() - Date.parse(at)) < ms

/** A run that began by itself and met a failure: where the first one ends it, nothing more begins for a while. */
export const isResting = (latest: Run | undefined, now: Date) =>
  latest !== undefined &&
  latest.stopsAtFailure &&
  latest.rows.some(isFailure) &&
  isAbout(latest.finishedAt ?? latest.startedAt, now, restMs)

/** A version that came to nothing is tried again the next day, and after the third time only by hand. */
export const isWornOut = (failedAt: readonly string[], now: Date) =>
  failedAt.length >= triesAtMost || failedAt.some(at => isAbout(at, now, restMs))

export interface AutomaticNeeds extends Lister {
  updateRuns: Pick<RunStore, 'latestAutomatic' | 'failedAt' | 'open'>
  defaults: () => Promise<UpdateDefaults>
  now: () => Date
}

/** What is to be updated without anybody pressing, now. Empty outside the window, while anything is updated, after a failure. */
export const dueByItself = async (needs: AutomaticNeeds): Promise<Wanted[]> => {
  const defaults = await needs.defaults()
  if (!isOpen(defaults.window, needs.now(), defaults.timeZone)) return []
  const { updateRuns, installations } = needs
  if ((await updateRuns.open()).length > 0) return []
  if (isResting(await updateRuns.latestAutomatic(), needs.now())) return []
  const wishes = await needs.updates.wishes()
  const mayBe = (one: Installation) => (wishes.get(one.addon)?.policy ?? defaults.policy) !== 'ask'
  const candidates = (await installations.all()).filter(mayBe)
  if (candidates.length === 0) return []
  const ask = await askingFor(needs)
  const due: Wanted[] = []
  for (const one of candidates) {
    const found = await allowedFor(needs, ask, one, wishes.get(one.addon) ?? noWishes, defaults)
    if (found && !(await isBusy(needs, found))) due.push(found)
  }
  return due
}

const isBusy = async ({ operations, updateRuns, now }: AutomaticNeeds, { addon, version }: Wanted) =>
  (await operations.openFor(addon)) !== undefined ||
  isWornOut(await updateRuns.failedAt(addon, version), now())

/**
 * The release that an add-on's policy puts in place now. What is switched off is left alone: nobody would see in its
 * first minute whether the new release does. So is what was altered on disk: that is for somebody to look at.
 */
const allowedFor = async (
  { addons, now }: Pick<AutomaticNeeds, 'addons' | 'now'>,
  ask: Asking,
  installation: Installation,
  wishes: UpdateWishes,
  defaults: UpdateDefaults,
): Promise<Wanted | undefined> => {
  if (!installation.active || installation.altered) return undefined
  const { addon, name, version: from } = installation
  const listed = await addons.find(addon)
  if (!listed) return undefined
  const update = await ask(installation, withinRules(listed, from, rulesFor(wishes, defaults), now()))
  return update.kind === 'update' && update.widened.length === 0
    ? { addon, name, from, version: update.release.version }
    : undefined
}

/** Asked again just before a row begins: the window may have closed, or an operator thought better of it. */
export const stillAllowed = async (needs: AutomaticNeeds, { addon, version }: Wanted) => {
  const defaults = await needs.defaults()
  if (!isOpen(defaults.window, needs.now(), defaults.timeZone)) return 'window closed'
  const installation = await needs.installations.find(addon)
  const wishes = (await needs.updates.wishes()).get(addon) ?? noWishes
  const allowed =
    installation && (await allowedFor(needs, await askingFor(needs), installation, wishes, defaults))
  return allowed?.version === version ? 'allowed' : 'not any more'
}
