import type { PaymentGateway } from '../billing/gateway.ts'

/**
 * `dies before`, `dies after`: the process is gone before or after the charge reached the gateway, and no answer comes.
 * `throws before`, `throws after`: the connection breaks. `waits`: the answer comes when the test lets it.
 */
export type Trouble = 'dies before' | 'dies after' | 'throws before' | 'throws after' | 'waits'

/** A gateway whose next charge goes wrong as it is told, once. */
export const unsteady = (gateway: PaymentGateway) => {
  let next: Trouble | undefined
  let waiting: (() => void) | undefined
  const charge: PaymentGateway['charge'] = async asked => {
    const trouble = next
    next = undefined
    if (trouble === 'dies before') return never()
    if (trouble === 'throws before') throw new Error('The gateway can’t be reached.')
    const state = await gateway.charge(asked)
    if (trouble === 'dies after') return never()
    if (trouble === 'throws after') throw new Error('The gateway’s answer was cut off.')
    if (trouble === 'waits') await new Promise<void>(resolve => (waiting = resolve))
    return state
  }
  return {
    gateway: { ...gateway, charge },
    expect: (trouble: Trouble) => {
      next = trouble
    },
    /** false: nobody waits yet */
    letGo: () => {
      waiting?.()
      return waiting !== undefined
    },
  }
}

// what a process that was killed would have done next
const never = () => new Promise<never>(() => undefined)
