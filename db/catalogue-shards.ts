import type { MirrorWriter } from '../marketplace/catalogue.ts'
import type { Desk } from './catalogue-desk.ts'
import { forever } from './catalogue-generation.ts'

/** The index files each generation was made from, by their place: what is known by its hash is not fetched again. */
export const shardsIn = ({
  knex,
  guarded,
  state,
}: Desk): Pick<MirrorWriter, 'current' | 'leavesUnder' | 'keepPart' | 'keepOnly'> => {
  const shardsOf = (generation: number) =>
    knex('catalogue_shards').where('added_in', '<=', generation).andWhere('removed_in', '>', generation)

  return {
    async current() {
      const { generation, trust, version } = await state()
      const rows: { part: string; sha256: string }[] = await shardsOf(generation).where('leaf', '')
      return { trust, version, parts: new Map(rows.map(({ part, sha256 }) => [part, sha256])) }
    },

    async leavesUnder(part) {
      const { generation } = await state()
      const rows: { leaf: string; sha256: string }[] = await shardsOf(generation).where('part', part)
      return new Map(rows.map(({ leaf, sha256 }) => [leaf, sha256]))
    },

    async keepPart({ key, files }) {
      const next = (await state()).generation + 1
      const times = { added_in: next, removed_in: forever }
      const rows = [...files].map(([leaf, sha256]) => ({ part: key, leaf, sha256, ...times }))
      await guarded(async tx => {
        await tx('catalogue_shards').where({ part: key, removed_in: forever }).update({ removed_in: next })
        await tx('catalogue_shards').insert(rows)
      })
    },

    async keepOnly(parts) {
      const next = (await state()).generation + 1
      await guarded(async tx =>
        tx('catalogue_shards')
          .where('removed_in', forever)
          .whereNotIn('part', [...parts])
          .update({ removed_in: next }),
      )
    },
  }
}
