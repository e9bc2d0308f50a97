import type { Knex } from 'knex'
import { kinds } from '../contracts/manifest.ts'
import type { AddonQuery } from '../marketplace/addons.ts'

/** The condition that a row belongs to a generation. The number stands in the text, so that PostgreSQL can plan with it. */
export const isIn = (generation: number, table: string) =>
  `${table}.added_in <= ${Math.trunc(generation)} and ${table}.removed_in > ${Math.trunc(generation)}`

/** The shelves, kind by price, on which a query looks. */
export const shelvesOf = ({ kinds: asked, prices }: AddonQuery) =>
  (asked.length > 0 ? asked : kinds).flatMap(kind =>
    (prices.length > 0 ? prices : ['free', 'paid']).map(price => `${kind} ${price}`),
  )

/** The rows of a statement written by hand, which the engines' drivers wrap differently. */
export const rowsOf = async <Row>(knex: Knex, sql: string, bindings: Knex.Value[]): Promise<Row[]> => {
  const result = await knex.raw(sql, bindings)
  return Array.isArray(result) ? result : result.rows
}
