import type { DeliveryStore } from '../marketplace/code/deliveries.ts'
import type { ScheduleStore } from '../marketplace/code/schedules.ts'
import type { PanelSettingStore } from '../marketplace/panel-settings.ts'
import { deliveriesIn } from './code-deliveries.ts'
import { schedulesIn } from './code-schedules.ts'
import type { Database, Work } from './index.ts'
import { panelSettingsIn } from './panel-settings.ts'

/**
 * What goes on by itself while add-ons run, as it is stored: each change in a transaction of its own. It waits for its turn
 * then, where one beside those of a busy panel would fail, and be done again, or be told twice, a minute later.
 */
export const codeWorkIn = (db: Pick<Database, 'knex' | 'atomically'>) => {
  const [deliveries, delivered] = inTurn(db, deliveriesIn)
  // what an add-on was told, and is not kept as told, would be told again
  const surely = (work: (store: DeliveryStore) => Promise<void>) =>
    delivered(work).catch(() => delivered(work))
  const [schedules, scheduled] = inTurn(db, schedulesIn)
  const [panelSettings, set] = inTurn(db, panelSettingsIn)
  return {
    deliveries: {
      ...deliveries,
      add: delivery => delivered(store => store.add(delivery)),
      claim: (...asked) => delivered(store => store.claim(...asked)),
      done: (...asked) => surely(store => store.done(...asked)),
      retry: (...asked) => surely(store => store.retry(...asked)),
      giveUp: (...asked) => surely(store => store.giveUp(...asked)),
      sweep: (...asked) => delivered(store => store.sweep(...asked)),
    } satisfies DeliveryStore,
    schedules: {
      ...schedules,
      put: schedule => scheduled(store => store.put(schedule)),
      remove: addon => scheduled(store => store.remove(addon)),
      take: (...asked) => scheduled(store => store.take(...asked)),
    } satisfies ScheduleStore,
    panelSettings: {
      ...panelSettings,
      put: (...asked) => set(store => store.put(...asked)),
    } satisfies PanelSettingStore,
  }
}

/** A store for questions, and what changes it. */
const inTurn = <Store>(
  { knex, atomically }: Pick<Database, 'knex' | 'atomically'>,
  storeIn: (work: Work) => Store,
) => [storeIn(knex), <T>(work: (store: Store) => Promise<T>) => atomically(tx => work(storeIn(tx)))] as const
