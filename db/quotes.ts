import type { Quoted, QuoteStore } from '../marketplace/purchases.ts'
import type { Work } from './index.ts'

interface Row {
  id: string
  addon: string
  licence: string
  quoted: string
  read_at: string
}

/** Prices as the client area quoted them: one row a quote, each with the whole reply. */
export const quotesIn = (knex: Work): QuoteStore => {
  const table = () => knex<Row>('quotes')
  const quotedIn = (row: Row | undefined) => row && (JSON.parse(row.quoted) as Quoted)

  return {
    async put(quoted) {
      const { addon, licence, readAt, quotes } = quoted
      const text = JSON.stringify(quoted)
      const rows = quotes.map(({ id }) => ({ id, addon, licence, quoted: text, read_at: readAt }))
      if (rows.length > 0) await table().insert(rows).onConflict('id').merge()
    },
    latestFor: async (addon, licence) =>
      quotedIn(await table().where({ addon, licence }).orderBy('read_at', 'desc').first()),
    holding: async quote => quotedIn(await table().where({ id: quote }).first()),
    async take(quote) {
      const row = await table().where({ id: quote }).first()
      if (!row) return false
      const isTaken = (await table().where({ id: quote }).delete()) > 0
      await table().where({ addon: row.addon, licence: row.licence }).delete()
      return isTaken
    },
    async sweep(before) {
      await table().where('read_at', '<', before).delete()
    },
  }
}
