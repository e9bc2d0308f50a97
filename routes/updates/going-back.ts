import { isDeepStrictEqual } from 'node:util'
import { rightsOf } from '../../marketplace/code/rights.ts'
import type { Installation } from '../../marketplace/installations.ts'
import type { Services } from '../services.ts'

/** What is lost when an add-on goes back to the kept release: what it kept itself since then, changes of its settings. */
export const whatGoesBack = async (services: Services, one: Installation) => {
  const { previous, version, settings } = one
  if (!previous) return null
  const keeps = await Promise.all(
    [version, previous.version].map(each => keepsData(services, one.addon, each)),
  )
  return { data: keeps.includes(true), settings: !isDeepStrictEqual(settings, previous.settings) }
}

const keepsData = async ({ installations }: Services, addon: string, version: string) => {
  const placed = await installations.release(addon, version)
  return placed !== undefined && rightsOf(placed).storage > 0
}
