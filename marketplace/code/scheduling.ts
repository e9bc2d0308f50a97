import type { CallOutcome } from '../code.ts'
import { cronIn, nextAfter } from '../../contracts/cron.ts'
import type { CodeHost } from './hosting.ts'
import type { CodeAddon } from './rights.ts'
import type { Schedule, ScheduleStore } from './schedules.ts'

export interface SchedulingNeeds {
  schedules: ScheduleStore
  host: Pick<CodeHost, 'call'>
  now: () => Date
}

const retryMs = 60_000

/** Calls what is due. However many times were missed, as in a pause of the panel, it is called once. */
export const runDue = async (needs: SchedulingNeeds, addons: readonly CodeAddon[]) => {
  const scheduled = addons.filter(({ rights }) => rights.schedule !== null)
  if (scheduled.length === 0) return
  const known = new Map((await needs.schedules.all()).map(one => [one.addon, one]))
  await Promise.all(scheduled.map(addon => look(needs, addon, known.get(addon.slug))))
}

const look = async (needs: SchedulingNeeds, addon: CodeAddon, known: Schedule | undefined) => {
  const { schedules, now } = needs
  const schedule = addon.rights.schedule ?? ''
  const next = nextTime(schedule, now())
  if (!next) return
  if (known?.schedule !== schedule)
    return schedules.put({ addon: addon.slug, schedule, dueAt: next.toISOString() })
  const at = now().toISOString()
  if (known.dueAt > at || !(await schedules.take(addon.slug, known.dueAt, next.toISOString(), at))) return
  await run(needs, addon, known.dueAt)
}

const run = async ({ host, schedules, now }: SchedulingNeeds, { slug, rights }: CodeAddon, due: string) => {
  const outcome = await host.call(slug, { entry: 'schedule', name: '', input: { at: due } })
  if (!isLeftOut(outcome)) return
  const soon = new Date(now().getTime() + retryMs).toISOString()
  await schedules.put({ addon: slug, schedule: rights.schedule ?? '', dueAt: soon })
}

// something else was in the way: it has not run
const isLeftOut = ({ kind }: CallOutcome) => kind === 'busy' || kind === 'gone' || kind === 'off'

const nextTime = (schedule: string, now: Date) => {
  const cron = cronIn(schedule)
  return cron && nextAfter(cron, now)
}
