import type { Desk, Office } from '../../client-area/billing/backend.ts'
import type { AtomicallyBilled, Products } from '../../client-area/billing/stores.ts'
import { openBilling } from '../../client-area/open-billing.ts'
import type { Stores } from '../../client-area/services.ts'
import { Failed, type Given, type Io } from '../command.ts'
import { withClientArea } from './with-client-area.ts'

/** What commands about money work with. */
export interface AtHand {
  stores: Stores
  desk: Desk
  office: Office
  products: Products
  atomically: AtomicallyBilled
  now: () => Date
}

/** Opens the client area's billing beside a running client area, works with it, and closes it. */
export const withBilling = (io: Io, work: (area: AtHand) => Promise<void>) =>
  withClientArea(io, (stores, url, settings) => {
    const now = () => new Date()
    const { desk, office } = openBilling(settings, stores, { publicUrl: new URL(url), log: logTo(io), now })
    const { stores: books, atomically } = stores.billing
    return work({ stores, desk, office, products: books.products, atomically, now })
  })

const logTo = (io: Io) => ({
  info: () => undefined,
  warn: () => undefined,
  error: (details: object, message: string) => {
    const { error } = details as { error?: unknown }
    io.err(`${message}${error instanceof Error ? `: ${error.message}` : ''}\n`)
  },
})

/** Ids of the accounts behind a person's e-mail address, or of the one whose id it is. */
export const accountIdsOf = async ({ people, accounts }: Stores, name: string): Promise<string[]> => {
  const byId = await accounts.find(name)
  if (byId) return [byId.id]
  const person = await people.findByEmail(name)
  const all = person ? await accounts.of(person.id) : []
  if (all.length === 0) throw new Failed(`There is no account of ${name}.`)
  return all.map(({ id }) => id)
}

/** Prints a list: as JSON where asked, else one line each. */
export const printList = <T>(
  io: Io,
  given: Given,
  list: T[],
  { data, line }: { data: (one: T) => unknown; line: (one: T) => string },
) => {
  if (given['json']) return io.out(`${JSON.stringify(list.map(data), null, 2)}\n`)
  if (list.length === 0) return io.out('There are none.\n')
  for (const one of list) io.out(`${line(one)}\n`)
}
