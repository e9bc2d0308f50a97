import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { after, afterEach, before, beforeEach } from 'mocha'
import type { Sample } from '../../catalogue/test/support.ts'
import { backUp, restore } from '../../config/backups.ts'
import type { Wiring } from '../../config/services.ts'
import type { Settings } from '../../config/settings.ts'
import { type Market, market } from './market.ts'
import { japanese, type PayingHelpDesk, payingHelpDesk, plainEnglish, spender } from './paying.ts'
import { french } from './samples.ts'

/** Tells the block that it stands in to have a help desk that pays, and another machine to restore it on, for each test. */
export const restoredDesk = (more: Sample[] = []) => {
  let shop: Market
  let desk: PayingHelpDesk
  let folder = ''
  const opened: { close: () => Promise<void> }[] = []
  before(async () => {
    shop = await market([french, japanese, plainEnglish, ...more])
  })
  after(() => shop.close())
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'souk-restored-'))
    desk = await payingHelpDesk(shop, { patience: { charge: 20_000, read: 5_000 } })
  })
  afterEach(async () => {
    for (const one of opened.splice(0)) await one.close()
    await desk.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  const at = (...path: string[]) => join(folder, ...path)
  const settings = () => desk.services.settings
  const file = () => at('backup.jsonl.gz')
  const elsewhere = () => ({ dataDir: at('elsewhere'), databaseUrl: `sqlite:${at('elsewhere', 'souk.db')}` })
  const put = (change: Partial<Settings> = {}) =>
    restore({ ...settings(), ...elsewhere(), ...change }, file(), { replace: false, now: () => new Date() })

  return {
    shop: () => shop,
    desk: () => desk,
    settings,
    /** a place in the folder of the test */
    at,
    /** what is closed after the test */
    opened,
    file,
    make: () => backUp(settings(), new Date(), file()),
    elsewhere,
    put,
    /** on another machine with an empty disk, started, with what a panel does by itself once it listens */
    onAnotherMachine: async (change: Partial<Settings> = {}) => {
      const told = await put(change)
      const wiring = await desk.second({ ...elsewhere(), ...change })
      opened.push(wiring)
      await wiring.recover()
      return { ...wiring, told }
    },
  }
}

/** Reads the list and what is paid for anew, and waits for all that follows from it. */
export const keptFresh = async ({ services }: Wiring) => {
  expect(await services.refreshCatalogue()).to.include({ kind: 'fresh' })
  await services.entitlements.sync()
  for (const { id } of await services.operations.openAll()) await services.operations.ended(id, 10_000)
}

/** Installs an add-on, and answers with the operation at its end. */
export const install = async (services: Wiring['services'], slug: string) => {
  const addon = await services.addons.find(slug)
  if (!addon) throw new Error(`no ${slug}`)
  const started = await services.install(addon, spender)
  if (started.kind === 'refused') throw new Error(JSON.stringify(started.why))
  return services.operations.ended(started.operation.id, 10_000)
}
