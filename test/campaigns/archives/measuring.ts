import { mkdtempSync, rmSync } from 'node:fs'
import { cp, mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runNode } from '../../support/programs.ts'
import { archiveOf, type Packed } from './good.ts'
import { marketOf } from './signing.ts'

/** What one archive cost a process that read it, and what came of it. */
export interface Cost {
  what: string
  /** of the archive as it is sent */
  length: number
  outcome: string
  ms: number
  /** memory beside what the process had before */
  bytes: number
}

const small = archiveOf('a small one', [{ path: 'messages.json' }])

/** Reads each archive in a process of its own, from bytes that are signed and lie on disk. */
export const costsOf = async (archives: readonly Packed[]): Promise<Cost[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'souk-measured-'))
  const { shop, signed } = await marketOf([small, ...archives])
  const costs: Cost[] = []
  try {
    const [warm, ...rest] = signed
    for (const { slug, packed, entry: addon } of rest) {
      for (const one of [warm, { slug, entry: addon }]) {
        if (!one) continue
        const [entry] = one.entry.releases
        await mkdir(join(folder, 'listed'), { recursive: true })
        await writeFile(
          join(folder, 'listed', `${one.slug}.json`),
          JSON.stringify({ addon: one.entry, entry }),
        )
        await cp(shop.file(`releases/${one.slug}/1.0.0`), join(folder, 'downloads', one.slug), {
          recursive: true,
        })
      }
      const { code, out, err } = await runNode(
        ['--import', 'tsx', 'test/campaigns/archives/reading.ts', folder, warm?.slug ?? '', slug],
        {},
      )
      if (code !== 0) throw new Error(`${packed.what}: ${err}`)
      costs.push({ what: packed.what, length: packed.archive.length, ...JSON.parse(out) })
      rmSync(join(folder, 'addons'), { recursive: true, force: true })
    }
  } finally {
    await shop.close()
    rmSync(folder, { recursive: true, force: true })
  }
  return costs
}
