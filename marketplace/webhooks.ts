/** Remembers signed events by their ids, so that a repeated one is no news. */
export interface WebhookStore {
  /** true the first time */
  isNew(id: string, at: string): Promise<boolean>
  sweep(before: string): Promise<void>
}

/** A delivery as it came: nothing of it is believed before its signature holds. */
export interface Delivery {
  body: Buffer
  id: string
  timestamp: string
  signature: string
}

/** What the route asks. */
export interface Webhooks {
  receive(delivery: Delivery): Promise<'taken' | 'refused'>
}

export interface WebhookNeeds {
  /** whether the client area signed exactly these bytes a moment ago */
  isGenuine: (delivery: Delivery) => boolean
  seen: WebhookStore
  now: () => Date
  /** the next look at the client area comes soon */
  hurry: () => void
}

const keptMs = 86_400_000

/** An event is a hint, whatever it says: the objects are read again, by the way that is always taken. */
export const webhooksWith = ({ isGenuine, seen, now, hurry }: WebhookNeeds): Webhooks => ({
  async receive(delivery) {
    if (!isGenuine(delivery)) return 'refused'
    const at = now()
    if (await seen.isNew(delivery.id, at.toISOString())) {
      hurry()
      await seen.sweep(new Date(at.getTime() - keptMs).toISOString())
    }
    return 'taken'
  },
})
