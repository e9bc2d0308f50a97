import { fileURLToPath } from 'node:url'
import { makeServices, type Wiring } from '../../config/services.ts'
import { readSettings } from '../../config/settings.ts'
import type { Order } from '../../marketplace/purchases.ts'
import { type PayingHelpDesk, spender } from './paying.ts'
import { startNode } from './programs.ts'

const here = fileURLToPath(import.meta.url)

/**
 * Presses Purchase in a panel process of its own, which can be killed; without an add-on it only goes on with what was
 * interrupted. `atOnce`: it dies as soon as the press is committed.
 */
export const buyElsewhere = (
  { services, area }: Pick<PayingHelpDesk, 'services' | 'area'>,
  slug: string,
  order: Order,
  { atOnce = false } = {},
) => {
  const { publicUrl, databaseUrl, dataDir, catalogueUrl, catalogueRoot } = services.settings
  return startNode(['--import', 'tsx', here], {
    ...area.settings,
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    PUBLIC_URL: publicUrl.href,
    DATABASE_URL: databaseUrl,
    DATA_DIR: dataDir.replace(/\/panel$/, ''),
    CATALOGUE_URL: catalogueUrl.href,
    CATALOGUE_ROOT: catalogueRoot,
    BUY: slug,
    ORDER: JSON.stringify(order),
    ...(atOnce ? { AT_ONCE: '1' } : {}),
  })
}

const slug = process.env['BUY']
if (process.argv[1] === here && slug !== undefined) {
  const { services, recover, close } = await makeServices(readSettings(process.env))
  if (slug === '') await recover()
  else await press(slug, services)
  for (const { id } of await services.operations.openAll()) await services.operations.ended(id, 30_000)
  await close()
}

async function press(addon: string, services: Wiring['services']) {
  const listed = await services.addons.find(addon)
  if (!listed) throw new Error(`${addon} is not listed`)
  const order = JSON.parse(process.env['ORDER'] ?? '') as Order
  const placing = await services.purchases.place(listed, order, spender)
  if (process.env['AT_ONCE']) process.kill(process.pid, 'SIGKILL')
  if (placing.kind !== 'started') throw new Error(JSON.stringify(placing))
}
