import type { Order } from '../../../marketplace/purchases.ts'

/** What a process of a campaign is told to do, and what it answers. */
export type Told =
  | { do: 'press'; addon: string; order: Order; times: number; diesAt: number }
  | { do: 'cancel'; addon: string; diesAt: number }
  | { do: 'open' }
  | { do: 'begin'; diesAt: number }
  | { do: 'end' }

export interface Said {
  /** how much it asked so far */
  calls: number
}

/** Listens to whoever started this process; one thing after the other. */
export const listenTo = (work: (told: Told) => Promise<number>) => {
  let last: Promise<unknown> = Promise.resolve()
  process.on('message', (told: Told) => {
    last = last
      .then(() => work(told))
      .then(calls => void process.send?.({ calls } satisfies Said))
      .catch((error: unknown) => {
        console.error(error)
        process.exit(1)
      })
  })
  // nobody is left to listen to
  process.on('disconnect', () => process.exit(0))
}
