import { inRepository, publishList, published } from '../../catalogue/publishing/repository.ts'
import { openTree } from '../../catalogue/publishing/tree.ts'
import type { AddonEntry } from '../../contracts/catalogue.ts'
import { type Market, market } from '../support/market.ts'
import { languagePack } from '../support/samples.ts'

const model = languagePack('model', 'xx', 'Model', { 'layout.sign-out': 'Out' })

/** A market whose list holds what the vendor would never have published, and has signed with all the keys all the same. */
export const marketListing = async (
  make: (shop: Market, template: AddonEntry) => Promise<AddonEntry[]>,
): Promise<Market> => {
  const shop = await market([model])
  await inRepository({ ...shop.shop.workplace, now: new Date() }, async open => {
    const list = published(open)
    const template = await (await openTree(open.repository, list)).find('model')
    if (!template) throw new Error('the model is not listed')
    const entries = await make(shop, template)
    await publishList(open, list, new Map(entries.map(entry => [entry.slug, entry])))
    return { kind: 'signed' } as const
  })
  return shop
}
