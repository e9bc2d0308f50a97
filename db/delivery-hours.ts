import type { DeliveryHour } from '../marketplace/code/deliveries.ts'
import type { Work } from './index.ts'

interface Row extends DeliveryHour {
  addon: string
}

/** How many deliveries ended well or were given up in each hour. Deliveries themselves are forgotten sooner. */
export const deliveryHoursIn = (knex: Work) => {
  const table = () => knex<Row>('delivery_hours')
  return {
    async count(addon: string, at: string, how: 'done' | 'dead') {
      await table()
        .insert({ addon, hour: hourOf(at), done: 0, dead: 0, [how]: 1 })
        .onConflict(['addon', 'hour'])
        .merge({ [how]: knex.raw('delivery_hours.?? + 1', [how]) })
    },
    from: (addon: string, hour: string): Promise<DeliveryHour[]> =>
      table().where({ addon }).where('hour', '>=', hour).orderBy('hour').select('hour', 'done', 'dead'),
    async sweep(before: string) {
      await table().where('hour', '<', hourOf(before)).delete()
    },
  }
}

const hourOf = (time: string) => time.slice(0, 13)
