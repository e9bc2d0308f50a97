import type { Sample } from '../../../catalogue/test/support.ts'
import { codeSample } from '../../support/code-samples.ts'
import { french, german } from '../../support/samples.ts'

/** They run code, keep something, and are changed without end; so is the language. */
export const counters = ['counter-a', 'counter-b', 'counter-c'] as const
export const changed: readonly string[] = [...counters, 'french']
/** Nobody changes these: what the one was told has to last, and the other is what new operators read. */
export const [steady, defaultLanguage] = ['steady', 'german'] as const
export const all: readonly string[] = [...changed, steady, defaultLanguage]

export const gridOf = (slug: string) => (/french|german/.test(slug) ? 'languages' : 'plugins')

// enough files that a kill can come between two of them
const others = Object.fromEntries(
  Array.from({ length: 5 }, (_, n) => [
    `files/part-${n}.js`,
    `export const part = ${n}\n`.padEnd(2_000, '// '),
  ]),
)

/** One release: it says which one it is, counts visits, and writes who counted last. */
export const releaseOf = (slug: string, version: string): Sample =>
  slug === 'french'
    ? { ...french, version }
    : codeSample(
        slug,
        `const by = '${version}'
        export default {
          hooks: { async request({ path }, souk) {
            if (path === '/add') {
              const n = ((await souk.storage.get('count'))?.n ?? 0) + 1
              await souk.storage.set('count', { n, twice: 2 * n, by })
            }
            return { json: { version: by, kept: await souk.storage.list('') } }
          } },
          async migrate(_from, souk) {
            const count = await souk.storage.get('count')
            if (count) await souk.storage.set('count', { ...count, by })
          },
        }`,
        { version, rights: { publicAddress: true, storage: 4_000 }, others },
      )

export const firstSamples = [...[...changed, steady].map(slug => releaseOf(slug, '1.0.0')), german]
