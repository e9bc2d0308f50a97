import { randomUUID } from 'node:crypto'
import { type Account, openAccount } from './accounts/accounts.ts'
import { issueLicence, readPanelAddress } from './accounts/licences.ts'
import { demoPassword } from './accounts/passwords.ts'
import { addPerson } from './accounts/people.ts'
import { readTestCard } from './gateways/test-cards/numbers.ts'
import type { Stores } from './services.ts'
import { settingsLines } from './settings-lines.ts'

/** One pays, and is charged unless told otherwise; one is declined. */
const demoCards = ['4242424242424242', '4000000000000002']

interface Demo {
  panelUrl: string
  url: string
  now?: () => Date
  cards?: string[]
}

/**
 * Olive, who owns this help desk's licence and has two cards, and Otto, who owns none. Made once; later calls find what is there, and
 * follow the help desk when its address has changed. Answers with the panel's settings.
 */
export const makeDemo = async (
  stores: Stores,
  { panelUrl, url, now = () => new Date(), cards = demoCards }: Demo,
) => {
  const olive = await accountOf(stores, 'olive@example.com', 'Olive Owner')
  await giveCards(stores, olive, cards, now())
  await accountOf(stores, 'otto@example.com', 'Otto Other')
  const licence = await licenceOf(stores, olive, readPanelAddress(panelUrl) ?? panelUrl)
  return { licence: licence.licence, settings: settingsLines(licence, url) }
}

const accountOf = async ({ people, accounts }: Stores, email: string, name: string) => {
  const person =
    (await people.findByEmail(email)) ?? (await addPerson(people, { email, name, password: demoPassword }))
  const [account] = await accounts.of(person.id)
  return account ?? openAccount(accounts, person, 'USD')
}

// not again to somebody who bought something, and then took the cards away
const giveCards = async ({ billing }: Stores, { id }: Account, numbers: string[], now: Date) => {
  const { cards, invoices } = billing.stores
  if ((await cards.of(id)).length + (await invoices.ofAccounts([id])).length > 0) return
  for (const number of numbers) {
    const read = readTestCard({ number, expires: `12/${now.getUTCFullYear() + 8}` }, now)
    if (read.kind === 'wrong') throw new Error(read.why)
    const card = { id: randomUUID(), accountId: id, ...read.card, isDefault: false }
    await billing.atomically(stores => stores.cards.add({ ...card, createdAt: now.toISOString() }))
  }
}

const licenceOf = async ({ licences }: Stores, account: Account, panel: string) => {
  const [licence] = await licences.of([account.id])
  const secrets = licence && (await licences.secretsOf(licence.id))
  if (!licence || !secrets) return issueLicence(licences, account, panel)
  if (licence.panel !== panel) await licences.readdress(licence.id, panel)
  return { licence: { ...licence, panel }, secrets }
}
