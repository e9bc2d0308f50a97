import type { GatewayState, PaymentGateway } from '../billing/gateway.ts'
import type { Money } from '../billing/records.ts'
import { readTestCard, stateOfToken } from './test-cards/numbers.ts'

export interface RememberedCharge extends Money {
  reference: string
  token: string
  state: GatewayState
}

/** What the gateway keeps of its charges. */
export interface GatewayMemory {
  /** A charge that is known already stays as it is. */
  add: (charge: RememberedCharge, at: string) => Promise<void>
  find: (reference: string) => Promise<RememberedCharge | undefined>
  change: (reference: string, from: GatewayState, to: GatewayState) => Promise<void>
  /** false: there is no such charge, or it is smaller */
  giveBack: (reference: string, total: number) => Promise<boolean>
}

/** A gateway that takes test cards only and moves no money. It stands for somebody else's system. */
export const testCards = (memory: GatewayMemory, now: () => Date): PaymentGateway => {
  const known = async (reference: string) => {
    const charge = await memory.find(reference)
    if (!charge) throw new Error(`The gateway knows no charge ${reference}.`)
    return charge
  }
  const changed = async (reference: string, from: GatewayState, to: GatewayState) => {
    await memory.change(reference, from, to)
    return (await known(reference)).state
  }
  return {
    read: readTestCard,
    async charge({ reference, token, currency, amount }) {
      const asked = { reference, token, currency, amount, state: stateOfToken(token) }
      await memory.add(asked, now().toISOString())
      const charge = await known(reference)
      refuseAnother(asked, charge)
      return charge.state
    },
    find: async reference => (await memory.find(reference))?.state,
    confirm: (reference, agrees) => changed(reference, 'action required', agrees ? 'succeeded' : 'declined'),
    settle: reference => changed(reference, 'processing', 'succeeded'),
    async refund({ reference, total }) {
      if (!(await memory.giveBack(reference, total)))
        throw new Error(`The gateway can’t give ${total} of the charge ${reference} back.`)
    },
  }
}

// stops a reference from being used for a second, other charge
const refuseAnother = (asked: RememberedCharge, known: RememberedCharge) => {
  const same =
    asked.amount === known.amount && asked.currency === known.currency && asked.token === known.token
  if (!same) throw new Error(`The gateway knows another charge by the reference ${asked.reference}.`)
}
