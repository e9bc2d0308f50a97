import type { Purchase } from '../../marketplace/purchases.ts'

/** How a purchase stands, as a line for the status region; `key` is a message that selects by its state. */
export const saidOf = (key: string, { name, state }: Purchase) => ({
  key,
  values: { name, state: state.replaceAll(' ', '_') },
})
