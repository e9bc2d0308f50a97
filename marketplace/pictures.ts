import type { AddonEntry } from '../contracts/catalogue.ts'

export type ListedPicture = AddonEntry['icon']

/** Pictures of the verified list, as bytes that are what was signed. */
export interface Pictures {
  /** undefined: it can't be had now, or is not what was signed */
  read: (picture: ListedPicture) => Promise<Buffer | undefined>
  /** a small one of the same, for a card; the picture itself where there is none */
  readSmall: (picture: ListedPicture) => Promise<Buffer | undefined>
}
