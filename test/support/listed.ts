import type { AddonEntry } from '../../contracts/catalogue.ts'
import type { AddonQuery } from '../../marketplace/addons.ts'
import { addonNumber } from './big-catalogue.ts'

/** Asks for everything, by name. */
export const plain: AddonQuery = { words: '', kinds: [], prices: [], sort: 'name', page: 1 }

/** So many add-ons, alike but for their numbers. */
export const many = (count: number) => Array.from({ length: count }, (_, n) => addonNumber(n))

/** An add-on of which nothing but the name is worth finding. */
export const named = (name: string, more: Partial<AddonEntry> = {}): AddonEntry => ({
  ...addonNumber(0),
  slug: name
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/g, '-'),
  name,
  summary: 'Does something.',
  description: '',
  tags: [],
  ...more,
})
