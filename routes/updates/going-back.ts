import { rightsOf } from '../../marketplace/code/rights.ts'
import type { Installation } from '../../marketplace/installations.ts'
import type { Services } from '../services.ts'

/** Is anything lost when an add-on goes back to the kept release? What it kept itself since then is; settings stay. */
export const losesData = async ({ installations }: Services, { addon, version, previous }: Installation) => {
  const releases = [version, ...(previous ? [previous.version] : [])]
  const placed = await Promise.all(releases.map(each => installations.release(addon, each)))
  return placed.some(one => one !== undefined && rightsOf(one).storage > 0)
}
