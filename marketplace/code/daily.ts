import { daysUntil, dayIn } from '../days.ts'
import type { DeliveryHour } from './deliveries.ts'

const daysShown = 14

/** From which hour of UTC on counts are needed, whatever the time zone. */
export const dailySince = (now: Date) => `${daysUntil(dayIn(now, 'UTC'), daysShown + 1)[0] ?? ''}T00`

/** Deliveries made and given up on each of the last days of a time zone, oldest first; nothing if there was none. */
export const dailyIn = (hours: readonly DeliveryHour[], now: Date, timeZone: string) => {
  const days = daysUntil(dayIn(now, timeZone), daysShown)
  const counts = new Map(days.map(day => [day, { done: 0, dead: 0 }]))
  for (const { hour, done, dead } of hours) {
    const count = counts.get(dayIn(`${hour}:00:00Z`, timeZone))
    if (!count) continue
    count.done += done
    count.dead += dead
  }
  const daily = [...counts].map(([day, count]) => ({ day, ...count }))
  return daily.some(({ done, dead }) => done + dead > 0) ? daily : null
}
