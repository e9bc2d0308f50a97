import { cp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { rotateKey, sign, withdraw } from '../../catalogue/publish.ts'
import { type Sample, vendor } from '../../catalogue/test/support.ts'
import { hostOf } from './host.ts'
import { fixtures } from './samples.ts'

/** A real catalogue: published, signed, on a host that can be told to misbehave. Languages are checked against `english`. */
export const publishedCatalogue = async (samples: Sample[] = fixtures, english?: Record<string, string>) => {
  const shop = await vendor()
  const repository = shop.at('catalogue')

  const done = async <T extends { kind: string }>(act: Promise<T>) => {
    const outcome = await act
    if (outcome.kind === 'refused') throw new Error(JSON.stringify(outcome))
    return outcome
  }
  const publish = async (...more: Sample[]) => {
    for (const sample of more) await shop.write(sample)
    await done(shop.publish(english && { english }))
  }
  await publish(...samples)
  const host = await hostOf(repository)

  return {
    ...host,
    /** the first root a panel trusts */
    root: join(repository, 'root.json'),
    repository,
    /** where a published file lies */
    file: (path: string) => join(repository, 'targets', path),
    shop,
    publish,
    withdraw: (slug: string, version: string, severity: 'advise' | 'stop' = 'stop') =>
      done(
        withdraw({ ...shop.workplace, now: new Date(), slug, version, severity, reason: 'It was broken.' }),
      ),
    /** renews snapshot and timestamp, as the vendor's cron does */
    sign: (now = new Date()) => done(sign({ ...shop.workplace, now })),
    rotate: (key: string) => done(rotateKey({ ...shop.workplace, now: new Date(), key })),
    /** flips one bit of a published file */
    async tamperWith(path: string) {
      const file = join(repository, path)
      const bytes = await readFile(file)
      bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1
      await writeFile(file, bytes)
    },
    /** keeps all that is published now; the answer puts it back, as somebody who replays an old list would */
    async remember() {
      const kept = shop.at(`kept-${Date.now()}`)
      await cp(repository, kept, { recursive: true })
      return async () => {
        await rm(repository, { recursive: true })
        await cp(kept, repository, { recursive: true })
      }
    },
    async close() {
      await host.end()
      await shop.remove()
    },
  }
}
export type PublishedCatalogue = Awaited<ReturnType<typeof publishedCatalogue>>
