import type { Knex } from 'knex'
import type { AddonEntry } from '../contracts/catalogue.ts'
import { placeOf } from '../marketplace/catalogue-tree.ts'
import { searchText, sortName } from '../marketplace/search-text.ts'
import type { Indexed, SearchEngine } from './catalogue-search.ts'
import type { Work } from './index.ts'

/** `removed_in` of what is not removed */
export const forever = 2_147_483_647
/** add-ons in one transaction: others who write wait no longer than these take */
export const batch = 100

/** Ends the life of some add-ons with the generation before this one. */
export const removeFrom = async (tx: Work, ids: number[], generation: number) => {
  if (ids.length === 0) return
  await tx('catalogue_addons').whereIn('id', ids).update({ removed_in: generation })
  await tx('catalogue_listings').whereIn('addon_id', ids).update({ removed_in: generation })
}

/** Adds some add-ons to a generation and those after it: their rows, their place in each list, their words. */
export const insertInto = async (
  tx: Work,
  search: SearchEngine,
  addons: AddonEntry[],
  generation: number,
) => {
  if (addons.length === 0) return
  const rows = addons.map(addon => rowOf(addon, generation))
  const made: { id: number; slug: string }[] = await tx('catalogue_addons')
    .insert(rows)
    .returning(['id', 'slug'])
  const ids = new Map(made.map(({ id, slug }) => [slug, id]))
  const indexed = addons.map(addon => indexedAs(ids.get(addon.slug) ?? 0, addon))
  const listings = indexed.flatMap((one, n) => listingsOf(one, rows[n]))
  for (let at = 0; at < listings.length; at += batch)
    await tx('catalogue_listings').insert(listings.slice(at, at + batch))
  await search.add(tx, indexed)
}

const rowOf = (addon: AddonEntry, generation: number) => ({
  slug: addon.slug,
  place: placeOf(addon.slug),
  sort_name: sortName(addon),
  newness: -Date.parse(addon.firstPublished),
  entry: JSON.stringify(addon),
  added_in: generation,
  removed_in: forever,
})
type Row = ReturnType<typeof rowOf>

const indexedAs = (id: number, addon: AddonEntry): Indexed => ({
  id,
  text: searchText(addon),
  kind: addon.kind,
  price: addon.prices.length === 0 ? 'free' : 'paid',
  tags: [...new Set(addon.tags)],
})

const listingsOf = ({ id, kind, price, tags }: Indexed, row: Row | undefined) =>
  ['', ...tags].map(tag => ({
    addon_id: id,
    tag,
    shelf: `${kind} ${price}`,
    sort_name: row?.sort_name,
    newness: row?.newness,
    added_in: row?.added_in,
    removed_in: row?.removed_in,
  }))

/** How many add-ons stand on each shelf under each tag, so that no page has to count. */
export type Counts = [tag: string, shelf: string, count: number][]

export const countsIn = async (knex: Knex, generation: number): Promise<Counts> => {
  const rows: { tag: string; shelf: string; n: number | string }[] = await knex('catalogue_listings')
    .where('removed_in', '>', generation)
    .groupBy('tag', 'shelf')
    .select('tag', 'shelf')
    .count({ n: '*' })
  return rows.map(({ tag, shelf, n }) => [tag, shelf, Number(n)])
}

export const totalOf = (counts: Counts) => counts.reduce((sum, [tag, , n]) => (tag === '' ? sum + n : sum), 0)
