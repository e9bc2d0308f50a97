import type { Entitlement } from '../../../contracts/marketplace-api.ts'
import type { Licence } from '../../../client-area/accounts/licences.ts'
import type { Invoice, LedgerTransaction, Order, Payment } from '../../../client-area/billing/records.ts'
import type { World } from './bench.ts'

/** What the vendor's books say of the help desk's licence. */
export interface Truth {
  licence: Licence
  ledger: LedgerTransaction[]
  charges: LedgerTransaction[]
  invoices: Invoice[]
  payments: Map<string, Payment[]>
  /** by invoice */
  orders: Map<string, Order>
  open: Order[]
  /** as the panel is told them; free ones are left out */
  rights: Entitlement[]
}

export const truthOf = async ({ vendor, licenceId }: World): Promise<Truth> => {
  const { stores, billing } = vendor
  const books = stores.billing.stores
  const licence = await licenceIn({ vendor, licenceId })
  const ledger = await books.ledger.all()
  const invoices = (await books.invoices.ofLicence(licenceId)).filter(({ corrects }) => corrects === null)
  const [payments, orders] = [new Map<string, Payment[]>(), new Map<string, Order>()]
  for (const { id } of invoices) {
    payments.set(id, await books.payments.of(id))
    const order = await books.orders.findByInvoice(id)
    if (order) orders.set(id, order)
  }
  return {
    licence,
    ledger,
    charges: ledger.filter(({ kind }) => kind === 'charge'),
    invoices,
    payments,
    orders,
    open: await books.orders.open(licenceId),
    rights: (await billing.marketplace.entitlements(licence)).filter(({ kind }) => kind !== 'free'),
  }
}

export const licenceIn = async ({ vendor, licenceId }: Pick<World, 'vendor' | 'licenceId'>) => {
  const licence = await vendor.stores.licences.find(licenceId)
  if (!licence) throw new Error('The licence is gone')
  return licence
}

export const isLive = ({ state }: Pick<Entitlement, 'state'>) => state !== 'ended'
