import type { Json } from '../../contracts/json.ts'

/** What add-ons keep for themselves. */
export interface AddonStorage {
  get(addon: string, key: string): Promise<Json>
  /** False if that would be more than `quota` bytes in all, or if it is installed no more. */
  set(addon: string, key: string, value: Json, quota: number): Promise<boolean>
  delete(addon: string, key: string): Promise<void>
  /** those whose key begins so, in order; undefined if they are more than `most` bytes */
  list(addon: string, prefix: string, most: number): Promise<{ key: string; value: Json }[] | undefined>
  /** bytes */
  used(addon: string): Promise<number>
}
