import { entitles, isCancellable, isFetchable } from '../../../marketplace/entitlements.ts'
import type { World } from './bench.ts'
import { type Sold, sold } from './panel-holds.ts'
import { isLive, type Truth } from './truth.ts'

/** What the operator reads and may press, held against the vendor's books. */
export const wrongOnPages = async (world: World, truth: Truth): Promise<string[]> =>
  (await Promise.all(sold.map(addon => wrongOnPage(world, truth, addon)))).flat()

const wrongOnPage = async ({ desk, licenceId, vendor }: World, truth: Truth, addon: Sold) => {
  const page = await desk.visit(`/addons/${addon}`)
  if (page.status !== 200) return [`the page of ${addon} answers ${page.status}`]
  const has = (words: RegExp) => buttonsOf(page.html).some(button => words.test(button))
  const own = truth.rights.filter(one => one.addon === addon)
  const live = own.find(isLive)
  const mayRun = own.some(right => entitles(right, desk.services.now()))
  const order = truth.open.find(one => one.addon === addon)
  const invoice = order?.invoiceId
    ? await vendor.stores.billing.stores.invoices.find(order.invoiceId)
    : undefined
  const installation = await desk.services.installations.find(addon)
  const cancels = live !== undefined && isCancellable(live)
  const isLicensed = truth.licence.id === licenceId && truth.licence.suspendedAt === undefined
  // what has ended runs on while its grace lasts, but is not fetched again
  const sells = isLicensed && !live && !order && !(mayRun && installation)
  const installs = isLicensed && own.some(isFetchable) && !order && !installation
  const claims: [boolean, string][] = [
    [has(/^Purchase, /) === sells, sells ? 'M5: has no Purchase' : 'M1: has Purchase'],
    [!sells || has(/^Purchase, /), 'has no way to purchase it again'],
    [has(/^Install$/) === installs, installs ? 'M4: has no Install' : 'has Install'],
    [has(/^Cancel .* now$/) === cancels, cancels ? 'M6: has no Cancel' : 'M6: has Cancel'],
    [!order || !isLicensed || has(/^Check payment$/), 'M5: has no Check payment'],
    [!order || !isLicensed || page.text.includes(invoice?.number ?? '?'), 'M5: does not name the invoice'],
    [!/billing goes on/.test(page.text) || cancels, 'M6: says that billing goes on'],
    [!/Checking with the client area|does not fit/.test(page.text), 'M3: is still being checked at rest'],
  ]
  return claims.filter(([holds]) => !holds).map(([, words]) => `the page of ${addon}: ${words}`)
}

export const buttonsOf = (html: string) =>
  [...html.matchAll(/<button[^>]*>([^<]*)</g)].map(([, text = '']) => text.trim())
