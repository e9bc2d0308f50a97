import { existsSync } from 'node:fs'
import { addToList, type Difference, differencesOf } from '../../client-area/billing/price-list.ts'
import { openStores } from '../../client-area/services.ts'
import { readSettings } from '../../client-area/settings.ts'
import type { Manifest } from '../../contracts/manifest.ts'
import type { Io } from '../command.ts'
import { newestManifests, offeredBy } from './manifests.ts'
import { amountText } from './money.ts'

/** What publishing told the client area's price list, and where the two don't agree. */
export interface PriceListCheck {
  /** add-ons that the list did not know: they can be sold from now on */
  added: string[]
  warnings: string[]
}

/** Puts new add-ons on the client area's price list, and names every price that differs from its manifest. */
export const checkPriceList = async (source: string, io: Io): Promise<PriceListCheck> => {
  try {
    const databaseUrl = databaseIn(io)
    return await checkAll(await newestManifests(source), databaseUrl)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return { added: [], warnings: [notLookedAt(why.replace(/\.$/, ''), source)] }
  }
}

const notLookedAt = (why: string, source: string) =>
  `the client area's price list was not looked at (${why}): run "souk-vendor prices import ${source}" where the client area is`

// Publishing may happen on another machine than selling: no database is made for the question.
const databaseIn = ({ env }: Io) => {
  const unused = 'no secret is read here'
  const { databaseUrl } = readSettings({
    ...env,
    CLIENT_AREA_SECRET_KEY: env['CLIENT_AREA_SECRET_KEY'] || unused,
  })
  const file = databaseUrl.startsWith('sqlite:') ? databaseUrl.slice('sqlite:'.length) : undefined
  if (file !== undefined && !existsSync(file)) throw new Error(`there is no ${file}`)
  return databaseUrl
}

const checkAll = async (manifests: Manifest[], databaseUrl: string): Promise<PriceListCheck> => {
  const stores = await openStores({ databaseUrl, secretKey: 'no secret is read here' })
  const at = new Date().toISOString()
  try {
    return await stores.billing.atomically(async ({ products }) => {
      const check: PriceListCheck = { added: [], warnings: [] }
      for (const manifest of manifests) {
        const offered = offeredBy(manifest)
        if (await addToList(products, offered, at)) check.added.push(offered.addon)
        const differences = await differencesOf(products, offered, at)
        check.warnings.push(...differences.map(one => warningOf(manifest, one)))
      }
      return check
    })
  } finally {
    await stores.close()
  }
}

const warningOf = ({ slug, version }: Manifest, { cycle, currency, offered, listed }: Difference) =>
  `${slug} ${version}: ${cycle}: ${amountText(offered, currency)} in its manifest, ${amountText(listed, currency)} in the price list, which buyers pay`
