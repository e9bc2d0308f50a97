import type { Sample } from '../../../catalogue/test/support.ts'
import type { Permissions } from '../../../contracts/manifest.ts'
import { codeSample } from '../../support/code-samples.ts'
import { hook } from './probe.ts'
import type { Stand } from './stand.ts'

const hungry = (slug: string, text: string, rights: Partial<Permissions> = {}): Sample =>
  codeSample(`hungry-${slug}`, hook(text), { rights: { publicAddress: true, ...rights } })

/** Add-ons that take all that they may and do no wrong, so that nothing switches them off. */
export const besiegers: Sample[] = [
  hungry('time', '() => { const end = Date.now() + 400; while (Date.now() < end); return {} }'),
  hungry(
    'memory',
    "() => { const all = []; for (let i = 0; i < 180; i++) all.push('x'.repeat(1e5) + i); return {} }",
  ),
  hungry(
    'log',
    "(request, souk) => { for (let i = 0; i < 100; i++) souk.log.error('x'.repeat(2000)); return {} }",
  ),
  hungry(
    'storage',
    `async (request, souk) => {
      for (let i = 0; i < 15; i++)
        await Promise.all(Array.from({ length: 32 }, (_, n) => souk.storage.set('k' + n, 'x'.repeat(20_000)).catch(() => {})))
      return {}
    }`,
    { storage: 1_000_000 },
  ),
  hungry('answers', "() => ({ body: 'x'.repeat(131_072) })"),
  hungry(
    'notices',
    'async (request, souk) => { await souk.notify({ text: String(Math.random()) }).catch(() => {}); return {} }',
  ),
]

/** Visitors of all of them, two for each, who ask again as soon as they are answered. */
export const besiege = ({ ask }: Stand) => {
  const over = new AbortController()
  let answers = 0
  const visitors = [...besiegers, ...besiegers].map(async ({ slug }) => {
    while (!over.signal.aborted) {
      await ask(slug)
      answers += 1
    }
  })
  return {
    async end() {
      over.abort()
      await Promise.all(visitors)
      return answers
    },
  }
}
