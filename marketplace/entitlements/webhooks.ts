/** Remembers signed events by their ids, so that a repeated one is no news. */
export interface WebhookStore {
  /** true the first time */
  isNew(id: string, at: string): Promise<boolean>
  sweep(before: string): Promise<void>
}
