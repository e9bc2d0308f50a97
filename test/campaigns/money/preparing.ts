import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { makeDemo } from '../../../client-area/demo.ts'
import { openDb } from '../../../db/index.ts'
import { migrations } from '../../../db/migrations/index.ts'
import { demoPassword, seedDemo } from '../../../db/seeds/demo.ts'
import { argon2Passwords } from '../../../gateways/passwords.ts'
import type { Market } from '../../support/market.ts'
import { connectAs } from '../../support/paying.ts'
import type { Between } from '../../support/tampering.ts'
import { openClock } from './clocks.ts'
import { deskAt } from './desk.ts'
import type { Stand } from './stand.ts'
import { type Vendor, vendorAt } from './vendor.ts'

export interface Databases {
  area: string
  panel: string
}

interface Ground {
  shop: Market
  stand: Stand
  between: Between
  port: number
  inner: number
  folder: string
  databases: Databases
}

/** A client area that sells two language packs, and a panel that is logged in to it, with Ada signed in; both stopped. */
export const prepare = async ({ shop, stand, between, port, inner, folder, databases }: Ground) => {
  const place = { folder: join(folder, 'area'), databaseUrl: databases.area, port, inner }
  const vendor = vendorAt(place, openClock(), between)
  await vendor.open()
  const { licence, settings } = await makeDemo(vendor.stores, { panelUrl: stand.url, url: vendor.url })
  await sell(vendor)
  cpSync(shop.shop.at('paid'), join(place.folder, 'releases'), { recursive: true })

  const env = {
    ...settings,
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    CATALOGUE_URL: shop.url,
    CATALOGUE_ROOT: shop.root,
  }
  await seed(databases.panel)
  const deskPlace = {
    env: { ...env, DATA_DIR: join(folder, 'desk') },
    databaseUrl: databases.panel,
    cookies: [],
  }
  const desk = deskAt(deskPlace, stand, openClock())
  await desk.open()
  await desk.services.refreshCatalogue()
  await connectAs('olive', desk, { url: vendor.url, settings })
  await desk.visit('/sign-in')
  await desk.close()
  await vendor.close()
  const { id: licenceId, accountId } = licence
  return { env, settings, cookies: desk.cookies(), licenceId, accountId }
}

// before any clock that a campaign arranges
const from = '2000-01-01T00:00:00.000Z'

const sell = async ({ stores }: Vendor) => {
  const { products } = stores.billing.stores
  const [japanese, plainEnglish] = [{ addon: 'japanese' }, { addon: 'plain-english' }]
  await products.put({ ...japanese, name: 'Japanese', author: 'souk' })
  await products.put({ ...plainEnglish, name: 'Plain English', author: 'souk' })
  const usd = { currency: 'USD', from }
  await products.setPrice({ ...japanese, ...usd, cycle: 'monthly', amount: 400 })
  await products.setPrice({ ...japanese, ...usd, cycle: 'annually', amount: 4000 })
  await products.setPrice({ ...plainEnglish, ...usd, cycle: 'one-time', amount: 1900 })
}

const seed = async (databaseUrl: string) => {
  const db = await openDb(databaseUrl, migrations)
  await seedDemo(db, await argon2Passwords().hash(demoPassword), new Date())
  await db.close()
}
