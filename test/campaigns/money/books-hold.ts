import { imbalances } from '../../../client-area/test/books.ts'
import type { Invoice, Payment } from '../../../client-area/billing/records.ts'
import type { World } from './bench.ts'
import { isLive, type Truth } from './truth.ts'

/** What stood on the button that was pressed. */
export interface Confirmed {
  addon: string
  cycle: string
  amount: string
  currency: string
}
/** Every press that began a purchase, by its reference. */
export type Presses = Map<string, Confirmed>

/** What is wrong in the vendor's books: M1, M2 and M8, sums that are not zero, an invoice or a period paid twice. */
export const wrongInBooks = async (world: World, truth: Truth, presses: Presses): Promise<string[]> => [
  ...imbalances(truth.ledger).map(([key, sum]) => `the books of ${key} add up to ${sum}, not to zero`),
  ...truth.invoices.flatMap(invoice => wrongWith(invoice, truth, presses)),
  ...(await wrongAtGateway(world, truth)),
  ...truth.charges
    .filter(({ accountId, licenceId }) => accountId !== world.accountId || licenceId !== world.licenceId)
    .map(({ invoice }) => `M8: ${invoice} was charged to somebody else`),
  ...twice(truth.rights.filter(isLive).map(({ addon }) => addon)).map(addon => `M1: two rights to ${addon}`),
  ...twice(truth.invoices.flatMap(periodOf)).map(period => `M1: invoiced twice: ${period}`),
]

const wrongWith = (invoice: Invoice, { charges, payments, orders, invoices }: Truth, presses: Presses) => {
  const own = charges.filter(({ invoice: number }) => number === invoice.number)
  const paid = (payments.get(invoice.id) ?? []).filter(({ state }) => state === 'succeeded')
  const order = orders.get(invoice.id) ?? firstOrder(invoice, invoices, orders)
  const confirmed = order && presses.get(order.reference)
  const { number } = invoice
  return [
    own.length > 1 ? `M1: ${number} was charged ${own.length} times` : '',
    paid.length > 1 ? `M1: ${number} was paid ${paid.length} times` : '',
    confirmed ? '' : `M1: nobody pressed a button for ${number} (${order?.reference ?? 'no order'})`,
    own.some(({ amount }) => amount !== invoice.total) ? `M2: ${number} was charged in another amount` : '',
    confirmed && !isAsConfirmed(invoice, confirmed) ? `M2: ${number} is not what the button said` : '',
  ].filter(Boolean)
}

// a renewal is of the order that brought its subscription
const firstOrder = ({ entitlementId }: Invoice, invoices: Invoice[], orders: Truth['orders']) =>
  invoices
    .filter(one => entitlementId !== null && one.entitlementId === entitlementId)
    .map(({ id }) => orders.get(id))
    .find(order => order !== undefined)

const isAsConfirmed = ({ addon, total, currency, snapshot }: Invoice, confirmed: Confirmed) =>
  addon === confirmed.addon &&
  String(total) === confirmed.amount &&
  currency === confirmed.currency &&
  snapshot.lines[0]?.cycle === confirmed.cycle

// the gateway is somebody else's system: its memory and the books have to say the same
const wrongAtGateway = async (world: World, { payments, charges, invoices }: Truth) => {
  const wrong: string[] = []
  for (const { id, number, total } of invoices) {
    const own = payments.get(id) ?? []
    const [moved, booked] = [
      await timesPaid(world, own),
      charges.filter(one => one.invoice === number).length,
    ]
    if (moved !== booked) wrong.push(`M1: ${number} was paid ${moved} times, and booked ${booked} times`)
    if (own.some(({ amount }) => amount !== total))
      wrong.push(`M2: ${number} was asked for in another amount`)
  }
  return wrong
}

/** How often these payments moved money: by the gateway's own memory, or by hand. */
export const timesPaid = async ({ vendor }: World, payments: Payment[]) => {
  let times = 0
  for (const { reference, amount, method, state } of payments) {
    const known = method === 'card' ? await vendor.stores.testGateway.find(reference) : undefined
    if (known && known.amount !== amount) throw new Error(`The gateway knows ${reference} by another amount`)
    times += Number((known?.state ?? state) === 'succeeded')
  }
  return times
}

const periodOf = ({ state, entitlementId, snapshot }: Invoice) => {
  const from = snapshot.lines[0]?.period?.from
  return state !== 'void' && entitlementId !== null && from ? [`${entitlementId} from ${from}`] : []
}

const twice = (list: string[]) => list.filter((one, at) => list.indexOf(one) !== at)
