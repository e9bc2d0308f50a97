import type { Purchase } from '../../marketplace/purchases.ts'
import type { Services } from '../services.ts'

/** A line for the status region of the next page. */
export interface Said {
  key: string
  values: Record<string, string>
}

/** How a purchase stands, as a line for the status region; `key` is a message that selects by its state. */
export const saidOf = (key: string, { name, state }: Purchase): Said => ({
  key,
  values: { name, state: state.replaceAll(' ', '_') },
})

/** The same after a look at the payment: what is paid and still on disk is not to be installed but switched on. */
export const saidOfPayment = async (
  purchase: Purchase,
  { installations }: Pick<Services, 'installations'>,
): Promise<Said> =>
  purchase.state === 'paid' && (await installations.find(purchase.addon))
    ? { key: 'purchases.said.paid-on-disk', values: { name: purchase.name } }
    : saidOf('purchases.said', purchase)
