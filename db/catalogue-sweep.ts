import type { Knex } from 'knex'
import type { Desk } from './catalogue-desk.ts'
import { batch, forever, removeFrom } from './catalogue-generation.ts'
import type { Work } from './index.ts'

/** Takes back what an interrupted refresh wrote, and deletes what readers see no more. */
export const sweep = async (desk: Desk) => {
  const { generation } = await desk.state()
  const forget = forgetting(desk)
  await inBatches(desk, query => query.where('added_in', '>', generation), forget)
  // not at the flip itself: a page that was begun just before it still reads these
  await inBatches(desk, query => query.where('removed_in', '<=', generation), forget)
  await inBatches(
    desk,
    query => query.where('removed_in', '>', generation).andWhere('removed_in', '<', forever),
    (tx, ids) => removeFrom(tx, ids, forever),
  )
  await desk.guarded(async tx => {
    const shards = () => tx('catalogue_shards')
    await shards().where('added_in', '>', generation).orWhere('removed_in', '<=', generation).delete()
    await shards().where('removed_in', '<', forever).update({ removed_in: forever })
  })
}

/** Does the work with the ids of all add-ons under a condition, a few in each transaction, until there are none. */
const inBatches = async (
  { knex, guarded }: Desk,
  condition: (query: Knex.QueryBuilder) => Knex.QueryBuilder,
  work: (tx: Work, ids: number[]) => Promise<void>,
) => {
  for (;;) {
    const ids: number[] = await condition(knex('catalogue_addons')).limit(batch).pluck('id')
    if (ids.length === 0) return
    await guarded(tx => work(tx, ids))
  }
}

const forgetting =
  ({ search }: Desk) =>
  async (tx: Work, ids: number[]) => {
    await search.remove(tx, ids)
    await tx('catalogue_listings').whereIn('addon_id', ids).delete()
    await tx('catalogue_addons').whereIn('id', ids).delete()
  }
