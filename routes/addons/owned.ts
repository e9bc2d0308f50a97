import type { Services } from '../services.ts'

/** What is installed, bought or owed here, by slug: each read once for a whole page of cards. */
export const ownedHere = async ({ installations, purchases, entitlements, addonSettings }: Services) => {
  const [installed, open, rights, unfinished] = await Promise.all([
    installations.all(),
    purchases.openAll(),
    entitlements.all(),
    addonSettings.unfinished(),
  ])
  const installationOf = new Map(
    installed.map(one => [one.addon, { ...one, needsSetUp: unfinished.has(one.addon) }]),
  )
  const purchaseOf = new Map(open.map(one => [one.addon, one]))
  // the ended ones first, so that one in force stands in the end
  const rightOf = new Map(
    rights
      .toSorted((a, b) => Number(b.state === 'ended') - Number(a.state === 'ended'))
      .map(one => [one.addon, one]),
  )
  return (slug: string) => ({
    installation: installationOf.get(slug) ?? null,
    money: { purchase: purchaseOf.get(slug) ?? null, entitlement: rightOf.get(slug) ?? null },
  })
}
