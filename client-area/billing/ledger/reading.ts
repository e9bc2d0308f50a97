import { type Licence, stateOf } from '../../accounts/licences.ts'
import type { Order, Right } from '../records.ts'
import type { Ground } from './ground.ts'
import { majorOf } from './quoting.ts'
import { viewsIn } from './views.ts'

/** What a help desk may read: its own licence's, and of money only what its owner of today owes or paid. */
export const readingOf = (ground: Ground) => {
  const { stores, settings } = ground
  const views = viewsIn(stores, settings)
  return {
    async findPurchase(licence: Licence, reference: string) {
      const order = await stores.orders.find(licence.id, reference)
      return order && isOwners(licence, order) ? views.purchase(order) : undefined
    },
    async openPurchases(licence: Licence) {
      const orders = await stores.orders.open(licence.id)
      return Promise.all(orders.filter(order => isOwners(licence, order)).map(views.purchase))
    },
    async entitlements(licence: Licence) {
      const yearAgo = new Date(ground.now().getTime() - 366 * 86_400_000).toISOString()
      const rights = (await stores.rights.ofLicence(licence.id)).filter(isSince(yearAgo))
      return Promise.all(rights.map(views.entitlement))
    },
    async entitlement(licence: Licence, id: string) {
      const right = await stores.rights.find(id)
      return right?.licenceId === licence.id ? views.entitlement(right) : undefined
    },
    async invoices(licence: Licence) {
      const invoices = await stores.invoices.ofLicence(licence.id)
      const own = invoices.filter(invoice => isOwners(licence, invoice) && isShown(invoice))
      return own.slice(0, 200).map(views.invoice)
    },
    async invoice(licence: Licence, number: string) {
      const invoice = await stores.invoices.findByNumber(number)
      const isOwn = invoice?.licenceId === licence.id && isOwners(licence, invoice) && isShown(invoice)
      return isOwn ? views.invoice(invoice) : undefined
    },
    async mayFetch(licence: Licence, addon: string, version: string) {
      const current = await ground.licences.find(licence.id)
      if (!current || stateOf(current, ground.now()) !== 'active') return false
      const right = await stores.rights.liveFor(licence.id, addon)
      return right !== undefined && isInUse(right) && covers(right, version) && isBought(ground, right)
    },
  }
}

// stops a licence's new owner from reading what the former one bought and paid
const isOwners = (licence: Licence, { accountId }: Pick<Order, 'accountId'>) =>
  accountId === licence.accountId

const isShown = ({ state, corrects }: { state: string; corrects: string | null }) =>
  state !== 'draft' && corrects === null

const isSince =
  (at: string) =>
  ({ endedAt }: Right) =>
    endedAt === null || endedAt >= at

const isInUse = ({ state }: Right) => state === 'active' || state === 'past due'

const covers = ({ major }: Right, version: string) => {
  const asked = majorOf(version)
  return asked !== null && (major === null || asked <= major)
}

// what was free is not any more: the copy runs on, new releases need a purchase
const isBought = async ({ stores, now }: Ground, { kind, addon }: Right) =>
  kind !== 'free' || (await stores.products.pricesAt(addon, now().toISOString())).length === 0
