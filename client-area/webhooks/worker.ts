import { type DeliveringNeeds, deliverDue } from './delivering.ts'

const pause = 1_000

/** Delivers webhooks as long as the client area runs; `stop` cuts off those under way. */
export const startWebhooks = (given: Omit<DeliveringNeeds, 'stopping'>) => {
  const stopping = new AbortController()
  const needs = { ...given, stopping: stopping.signal }
  let wake: () => void = () => undefined

  const work = async () => {
    while (!stopping.signal.aborted) {
      const tried = await deliverDue(needs).catch((error: unknown) => {
        needs.log.error({ error }, 'Webhooks could not be looked after')
        return 0
      })
      if (tried === 0 && !stopping.signal.aborted) await rest()
    }
  }
  const rest = () =>
    new Promise<void>(resolve => {
      const timer = setTimeout(resolve, pause).unref()
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })

  const ended = work()
  return {
    stop() {
      stopping.abort()
      wake()
      return ended
    },
  }
}
