import { randomUUID } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { vendorCommands } from '../../cli/souk-vendor.ts'
import type { Cycle, Purchase } from '../../contracts/marketplace-api.ts'
import { clientArea } from '../../test/support/client-area.ts'
import { terminalOf } from '../../test/support/commands.ts'

export const panelUrl = 'http://127.0.0.1:3999'

/** A running client area that sells the demo's add-ons, and somebody at the vendor's terminal beside it. */
export const vendorAtWork = async () => {
  const area = await clientArea({ panelUrl })
  const { desk, marketplace } = area.billing
  const env: Record<string, string> = {
    NODE_ENV: 'test',
    CLIENT_AREA_DATA_DIR: area.folder,
    CLIENT_AREA_LOG_LEVEL: 'silent',
  }
  const run = terminalOf('souk-vendor', vendorCommands, () => env)
  const done = async (...argv: string[]) => {
    const said = await run(...argv)
    expect(said.code, said.err).to.equal(0)
    return said.out
  }
  return {
    area,
    /** settings of the commands, which a test may change */
    env,
    run,
    /** what a command printed that has to succeed */
    done,
    data: async (...argv: string[]) => JSON.parse(await done(...argv, '--json')),
    /** one press on a Purchase button of olive's help desk */
    async buy(addon: string, cycle: Cycle): Promise<Purchase> {
      putArchive(area.folder, addon)
      const licence = (await area.stores.licences.find(area.licence.id)) ?? area.licence
      const quoting = await marketplace.quote(licence, { addon, version: '1.0.0' })
      if (quoting.kind !== 'quoted') throw new Error(quoting.kind)
      const { quotes, terms } = quoting.reply
      const quote = quotes.find(one => one.cycle === cycle)
      if (!quote) throw new Error(`${addon} is not sold ${cycle}`)
      const { id, total, currency } = quote
      const request = { quote: id, addon, cycle, total, currency, terms: terms.version }
      const outcome = await marketplace.purchase(licence, randomUUID(), request)
      if (outcome.kind !== 'answer') throw new Error(outcome.kind)
      return outcome.purchase
    },
    /** does something while olive's default card is the one that is declined */
    async declined(work: () => Promise<unknown>) {
      const [pays, declines] = await desk.cards(area.accountId)
      await desk.makeDefault(area.accountId, declines?.id ?? '')
      await work()
      await desk.makeDefault(area.accountId, pays?.id ?? '')
    },
    stop: () => area.stop(),
  }
}
export type VendorAtWork = Awaited<ReturnType<typeof vendorAtWork>>

/** A day so many years ahead. */
export const inYears = (years: number) => `${new Date().getUTCFullYear() + years}-12-31`

const putArchive = (area: string, addon: string) => {
  const folder = join(area, 'releases', addon, '1.0.0')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'archive.tgz'), 'an archive')
}
