import { randomUUID } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Cycle, Purchase } from '../../contracts/marketplace-api.ts'
import type { ClientAreaForTests } from '../../test/support/client-area.ts'
import { type Visitor, visitor } from './visitor.ts'

/** Buys for the help desk of olive's licence at today's price, as a press there does. */
export const buy = async (
  { billing, licence, folder }: ClientAreaForTests,
  addon: string,
  cycle: Cycle,
): Promise<Purchase> => {
  const releases = join(folder, 'releases', addon, '1.0.0')
  mkdirSync(releases, { recursive: true })
  writeFileSync(join(releases, 'archive.tgz'), 'an archive')
  const quoting = await billing.marketplace.quote(licence, { addon, version: '1.0.0' })
  if (quoting.kind !== 'quoted') throw new Error(quoting.kind)
  const { quotes, terms } = quoting.reply
  const quote = quotes.find(one => one.cycle === cycle)
  if (!quote) throw new Error(`${addon} is not sold ${cycle}`)
  const { id, total, currency } = quote
  const order = { quote: id, addon, cycle, total, currency, terms: terms.version }
  const bought = await billing.marketplace.purchase(licence, randomUUID(), order)
  if (bought.kind !== 'answer') throw new Error(bought.kind)
  return bought.purchase
}

/** Somebody at a text browser, signed in to the client area's own pages. */
export const signedIn = async ({ url }: ClientAreaForTests, name: string): Promise<Visitor> => {
  const person = visitor(url)
  const form = { email: `${name}@example.com`, password: 'demo-password' }
  await person.press(await person.visit('/sign-in'), 'Sign in', form)
  return person
}

/** What the account was charged so far: amounts in the order of time. */
export const chargedTo = async ({ stores }: ClientAreaForTests) =>
  (await stores.billing.stores.ledger.all())
    .filter(({ kind }) => kind === 'charge')
    .map(({ amount }) => amount)
