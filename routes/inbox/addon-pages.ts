import { runsCode } from '../../marketplace/code/rights.ts'
import type { Installation } from '../../marketplace/installations.ts'
import type { Services } from '../services.ts'

/** The pages that active add-ons have for operators: who may read the inbox may see them all. */
export const addonPages = async (services: Services) => {
  const active = (await services.installations.all()).filter(
    one => runsCode(one) && one.active && !one.altered,
  )
  const pages = await Promise.all(active.map(one => pagesOf(services, one)))
  return pages.flat().toSorted((a, b) => a.title.localeCompare(b.title))
}

const pagesOf = async ({ code }: Services, { addon }: Installation) => {
  const rights = await code.rightsOf(addon)
  const pages = (rights?.pages ?? []).filter(({ audience }) => audience === 'operators')
  return pages.map(({ id, title }) => ({ slug: addon, id, title }))
}
