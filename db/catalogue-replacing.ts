import type { AddonEntry } from '../contracts/catalogue.ts'
import type { Range } from '../marketplace/catalogue-tree.ts'
import type { Desk } from './catalogue-desk.ts'
import { batch, insertInto, removeFrom } from './catalogue-generation.ts'

/** Makes the next generation have these add-ons in a range. What is the same stays as it is. */
export const replace = async (
  { knex, search, guarded, state }: Desk,
  { from, to }: Range,
  addons: AddonEntry[],
) => {
  const { generation } = await state()
  const held: { id: number; slug: string; entry: string }[] = await knex('catalogue_addons')
    .whereBetween('place', [from, to - 1])
    .andWhere('added_in', '<=', generation)
    .andWhere('removed_in', '>', generation)
    .select('id', 'slug', 'entry')
  const before = new Map(held.map(({ slug, entry }) => [slug, entry]))
  const after = new Map(addons.map(addon => [addon.slug, JSON.stringify(addon)]))
  const gone = held.filter(({ slug, entry }) => after.get(slug) !== entry).map(({ id }) => id)
  const fresh = addons.filter(({ slug }) => before.get(slug) !== after.get(slug))
  for (let at = 0; at < Math.max(gone.length, fresh.length); at += batch)
    await guarded(async tx => {
      await removeFrom(tx, gone.slice(at, at + batch), generation + 1)
      await insertInto(tx, search, fresh.slice(at, at + batch), generation + 1)
    })
  return { written: fresh.length, removed: held.filter(({ slug }) => !after.has(slug)).length }
}
