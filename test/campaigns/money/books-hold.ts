import { imbalances } from '../../../client-area/test/books.ts'
import type { Invoice } from '../../../client-area/billing/records.ts'
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
const wrongAtGateway = async ({ vendor }: World, { payments, charges, invoices }: Truth) => {
  const wrong: string[] = []
  for (const { id, number } of invoices) {
    let moved = 0
    for (const { reference, amount, method, state } of payments.get(id) ?? []) {
      const known = method === 'card' ? await vendor.stores.testGateway.find(reference) : undefined
      moved += Number(known ? known.state === 'succeeded' : state === 'succeeded')
      if (known && known.amount !== amount) wrong.push(`M2: ${number} left the card in another amount`)
    }
    const booked = charges.filter(({ invoice }) => invoice === number).length
    if (moved !== booked) wrong.push(`M1: ${number} was paid ${moved} times, and booked ${booked} times`)
  }
  return wrong
}

const periodOf = ({ state, entitlementId, snapshot }: Invoice) => {
  const from = snapshot.lines[0]?.period?.from
  return state !== 'void' && entitlementId !== null && from ? [`${entitlementId} from ${from}`] : []
}

const twice = (list: string[]) => list.filter((one, at) => list.indexOf(one) !== at)
