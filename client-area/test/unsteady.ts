import type { PaymentGateway } from '../billing/gateway.ts'

/**
 * `dies before`, `dies after`: the process is gone before or after the charge reached the gateway, and no answer comes.
 * `throws before`, `throws after`: the connection breaks. `waits`: the answer comes when the test lets it;
 * `waits before`: and the charge reaches the gateway only then.
 */
export type Trouble =
  | 'dies before'
  | 'dies after'
  | 'throws before'
  | 'throws after'
  | 'waits'
  | 'waits before'

/** A gateway whose next charge goes wrong as it is told, once. */
export const unsteady = (gateway: PaymentGateway) => {
  let next: { trouble: Trouble; strike: () => void } | undefined
  let waiting: (() => void) | undefined
  const charge: PaymentGateway['charge'] = async asked => {
    const { trouble, strike } = next ?? calm
    next = undefined
    if (trouble === 'dies before' || trouble === 'throws before') return goneWrong(trouble, strike)
    const held = () =>
      new Promise<void>(resolve => {
        waiting = resolve
        strike()
      })
    if (trouble === 'waits before') await held()
    const state = await gateway.charge(asked)
    if (trouble === 'dies after' || trouble === 'throws after') return goneWrong(trouble, strike)
    if (trouble === 'waits') await held()
    return state
  }
  return {
    gateway: { ...gateway, charge },
    /** answers when it has happened */
    expect: (trouble: Trouble) =>
      new Promise<void>(strike => {
        next = { trouble, strike }
      }),
    letGo: () => waiting?.(),
  }
}

const calm = { trouble: undefined, strike: () => undefined }

const goneWrong = (trouble: Trouble, strike: () => void) => {
  strike()
  return trouble.startsWith('dies') ? never() : Promise.reject(new Error('The gateway can’t be reached.'))
}

// what a process that was killed would have done next
const never = () => new Promise<never>(() => undefined)
