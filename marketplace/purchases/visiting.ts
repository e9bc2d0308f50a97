import { setTimeout as pause } from 'node:timers/promises'
import { soukItself } from '../activity.ts'
import type { Purchase } from '../purchases.ts'
import { check, type CheckNeeds } from './checking.ts'

// A page waits no longer than that; what arrives later is there for the next one.
const patience = 2_000
// Many looks at once ask once. Longer would tell whoever pays quickly and comes back that nothing was paid.
const oftenEnough = 250

/** At a visit: asks about the open purchase of an add-on, unless that was done a moment ago, and waits a moment only. */
export const visiting = (needs: CheckNeeds) => {
  const underWay = new Map<string, Promise<unknown>>()
  const asked = new Map<string, number>()

  const ask = (purchase: Purchase) => {
    const { addon, reference } = purchase
    asked.set(addon, needs.now().getTime())
    const asking = check(needs, purchase, soukItself)
      .catch((error: unknown) => needs.log.warn({ err: error, reference }, 'a purchase was not looked up'))
      .finally(() => underWay.delete(addon))
    underWay.set(addon, asking)
    return asking
  }

  const isDue = (addon: string) => Math.abs(needs.now().getTime() - (asked.get(addon) ?? 0)) > oftenEnough

  return async (addon: string) => {
    const purchase = await needs.purchases.openFor(addon)
    if (!purchase) return false
    const asking = underWay.get(addon) ?? (isDue(addon) ? ask(purchase) : undefined)
    if (!asking) return false
    const stop = new AbortController()
    const tooLong = pause(patience, undefined, { signal: stop.signal }).catch(() => {})
    await Promise.race([asking, tooLong]).finally(() => stop.abort())
    return true
  }
}
