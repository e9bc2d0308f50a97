import type { Services } from '../services.ts'

/** An add-on's name, also of one that is listed no more: as it was installed or bought. */
export const nameOf = async (slug: string, { addons, installations, purchases }: Services) => {
  const listed = (await addons.find(slug)) ?? (await installations.find(slug))
  return (listed ?? (await purchases.latestFor(slug)))?.name ?? slug
}
