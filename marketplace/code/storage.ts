import type { Json } from '../../contracts/json.ts'

/** One copy of what an add-on keeps. While it is updated, the release beside it works on the next one. */
export interface Shelf {
  addon: string
  generation: number
  /** the release that works on it is only tried, beside the one that runs */
  isTrial?: boolean
}

/** `moved`: this copy is not the one in use any more, or is about to be left for the next. */
export type Kept = 'kept' | 'no room' | 'moved'

/** What add-ons keep for themselves. */
export interface AddonStorage {
  get(shelf: Shelf, key: string): Promise<Json>
  /** `quota`: bytes in all */
  set(shelf: Shelf, key: string, value: Json, quota: number): Promise<Kept>
  delete(shelf: Shelf, key: string): Promise<Exclude<Kept, 'no room'>>
  /** those whose key begins so, in order; undefined if they are more than `most` bytes */
  list(shelf: Shelf, prefix: string, most: number): Promise<{ key: string; value: Json }[] | undefined>
  /** bytes */
  used(shelf: Shelf): Promise<number>
  /** Makes `to` what `from` is now. */
  copy(from: Shelf, to: Shelf): Promise<void>
  /** Was `from` changed since `to` was made of it? */
  isStale(from: Shelf, to: Shelf): Promise<boolean>
}
