import { createHash } from 'node:crypto'
import type { AddonEntry, TopIndex } from '../../contracts/catalogue.ts'
import { kinds } from '../../contracts/manifest.ts'
import { mirrorIn } from '../../db/catalogue-mirror.ts'
import type { Database } from '../../db/index.ts'
import { placeOf } from '../../marketplace/catalogue-tree.ts'
import { refreshing, type SignedList } from '../../marketplace/catalogue.ts'

const hash = (text: string) => createHash('sha256').update(text).digest('hex')
const fileOf = (text: string) => ({
  path: `index/${hash(text)}.json`,
  length: text.length,
  sha256: hash(text),
})
const words = ['quick', 'calm', 'bright', 'small', 'daily', 'shared', 'open', 'clear', 'warm', 'plain']
const things = [
  'inbox',
  'report',
  'calendar',
  'survey',
  'form',
  'bridge',
  'filter',
  'digest',
  'label',
  'macro',
]

/** A made-up add-on, the n-th of many: enough variety to filter, sort and search. */
export const addonNumber = (n: number): AddonEntry => {
  const slug = `addon-${n}`
  const at = new Date(Date.UTC(2024, 0, 1) + n * 60_000).toISOString()
  return {
    slug,
    kind: kinds[n % 3] ?? 'plugin',
    name: `${words[n % 10]} ${things[(n >> 3) % 10]} ${n}`,
    summary: `A ${words[(n >> 2) % 10]} thing for every help desk`,
    description: `Made for ${things[n % 7]} and ${things[n % 9]}. `.repeat(5),
    tags: [words[n % 10] ?? 'plain', things[n % 10] ?? 'form'],
    author: { id: 'maker', name: `Maker ${n % 50}`, verified: n % 2 === 0 },
    licence: 'MIT',
    prices: n % 4 === 0 ? [{ currency: 'USD', cycle: 'monthly', amount: 500 }] : [],
    icon: { ...fileOf(slug), type: 'image/png', width: 128, height: 128 },
    screenshots: [],
    firstPublished: at,
    releases: [
      {
        version: '1.0.0',
        published: at,
        supports: '>=5.0.0',
        security: false,
        notes: 'First.',
        size: 1000,
        release: fileOf(`${slug} release`),
        archive: fileOf(`${slug} archive`),
        from: 'catalogue',
      },
    ],
  }
}

/** A list of these add-ons in memory, cut into leaves as a publisher would, without signatures and files. */
export const listOf = (addons: AddonEntry[], version = 1): SignedList & { reads: string[] } => {
  const count = 2 ** Math.max(0, Math.ceil(Math.log2(addons.length / 8)))
  const perGroup = 2 ** Math.floor(Math.log2(count) / 2)
  const leaves = Array.from({ length: count }, (): AddonEntry[] => [])
  for (const addon of addons) leaves[Math.floor(placeOf(addon.slug) / (2 ** 24 / count))]?.push(addon)
  const contents = new Map<string, unknown>()
  const keep = (content: unknown) => {
    const file = fileOf(JSON.stringify(content))
    contents.set(file.sha256, content)
    return file
  }
  const files = leaves.map(inLeaf => keep({ addons: inLeaf }))
  const groups = Array.from({ length: count / perGroup }, (_, g) =>
    keep({ leaves: files.slice(g * perGroup, (g + 1) * perGroup) }),
  )
  const top: TopIndex = { format: 1, generated: new Date().toISOString(), addons: addons.length, groups }
  const reads: string[] = []
  // it holds what was put in, under the names it was put in with
  const read = <T>(sha256: string) => {
    reads.push(sha256)
    return Promise.resolve(contents.get(sha256) as T)
  }
  return {
    reads,
    newest: () =>
      Promise.resolve({
        top,
        version,
        expires: new Date(Date.now() + 7 * 86_400_000).toISOString(),
        trust: 'test',
      }),
    group: file => read(file.sha256),
    leaf: file => read(file.sha256),
  }
}

/** Fills a database's copy with many add-ons, through the same verbs as a refresh. */
export const bigCatalogue = (db: Database, count: number) =>
  refreshing(
    listOf(Array.from({ length: count }, (_, n) => addonNumber(n))),
    mirrorIn(db, () => new Date()),
  )()
