import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Client } from '../../support/client.ts'
import { customerOf } from '../../support/market.ts'
import type { TestPanel } from '../../support/panel.ts'
import type { Hostile } from './hostile.ts'
import type { Packed } from './good.ts'
import { marketOf, type Signed } from './signing.ts'

/** What came of one press of Install: what must not be, in sentences, and how long the operator waited. */
export interface Pressed {
  what: string
  violations: string[]
  ms: number
}

interface Bench {
  panel: TestPanel
  ada: Client
  /** everything outside the database, in the panel's folder and in two folders around it */
  onDisk: () => string[]
}

/** Sells these archives to a real panel, whose folder lies two folders deep in one that is watched. */
const onBench = async <T extends Packed>(
  archives: readonly T[],
  work: (bench: Bench, signed: Signed<T>[]) => Promise<void>,
) => {
  const around = mkdtempSync(join(tmpdir(), 'souk-hostile-'))
  const dataDir = join(around, 'outer/inner')
  mkdirSync(dataDir, { recursive: true })
  const { shop, signed } = await marketOf(archives)
  const panel = await customerOf(shop, { dataDir })
  const onDisk = () =>
    readdirSync(around, { recursive: true })
      .map(String)
      .filter(path => !/\.sqlite|\.db/.test(path))
      .toSorted()
  try {
    await work({ panel, ada: await panel.as('ada'), onDisk }, signed)
  } finally {
    await panel.stop()
    await shop.close()
    rmSync(around, { recursive: true, force: true })
  }
}

const press = async ({ ada }: Bench, slug: string) => {
  await ada.get(`/addons/${slug}`)
  const begun = performance.now()
  const page = await ada.press('Install')
  return { page, ms: Math.round(performance.now() - begun) }
}

/** Presses Install on each hostile archive: nothing of it may stay, and the page names why. */
export const pressHostile = async (archives: readonly Hostile[]) => {
  const pressed: Pressed[] = []
  await onBench(archives, async (bench, signed) => {
    // the first press makes the folders that stay
    for (const [n, { slug, packed }] of [...signed.slice(0, 1), ...signed].entries()) {
      const before = bench.onDisk()
      const { page, ms } = await press(bench, slug)
      const violations: string[] = []
      const check = (holds: boolean, otherwise: string) => void (holds || violations.push(otherwise))
      check(/could not be installed/.test(page.text), `the page does not say that it failed: ${page.text}`)
      check(isNamed(page.text, packed.reason), `the page does not name the reason: ${page.text}`)
      check((await bench.panel.services.installations.all()).length === 0, 'something is installed')
      const after = bench.onDisk()
      const more = after.filter(path => !before.includes(path) || /(staging|downloads|trash)\/./.test(path))
      check(n === 0 || more.length === 0, `left on disk: ${more.join(', ')}`)
      check(n === 0 || before.every(path => after.includes(path)), 'something that was there is gone')
      if (n > 0) pressed.push({ what: packed.what, violations, ms })
    }
  })
  return pressed
}

const plain = (text: string) => text.replaceAll('&#92;', '\\')

// what cannot even be a signed list is refused before its archive is looked at
const isNamed = (text: string, reason: RegExp) =>
  (/refused as a whole/.test(text) && reason.test(plain(text))) ||
  /signed description of .* cannot be read/.test(text)

/** Presses Install on each good archive: it is installed, active, and on disk as it was signed. */
export const pressGood = async (archives: readonly Packed[]) => {
  const pressed: Pressed[] = []
  await onBench(archives, async (bench, signed) => {
    for (const { slug, packed } of signed) {
      const { page, ms } = await press(bench, slug)
      const found = await bench.panel.services.installations.find(slug)
      const isThere = /is installed/.test(page.text) && found?.active === true && !found.altered
      pressed.push({ what: packed.what, violations: isThere ? [] : [`not installed: ${page.text}`], ms })
    }
    const left = bench.onDisk().filter(path => /(staging|downloads|trash)\/./.test(path))
    if (left.length > 0) pressed.push({ what: 'the disk', violations: [left.join(', ')], ms: 0 })
  })
  return pressed
}
