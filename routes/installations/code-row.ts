import { rightsOf, runsCode } from '../../marketplace/code/rights.ts'
import type { Installation, PlacedRelease } from '../../marketplace/installations.ts'
import { hasImpact } from '../../marketplace/installations/impact.ts'
import type { Services } from '../services.ts'
import type { Row } from './rows.ts'
import { glanceAt, type Trouble } from './trouble.ts'

const aDay = 86_400_000

/** What a row says of code: nothing of a language's. */
export const codeInRow = async (
  services: Services,
  one: Installation,
  placed: PlacedRelease | undefined,
  unfinished: ReadonlySet<string>,
): Promise<Pick<Row, 'running' | 'lastError' | 'hasImpact'>> => {
  if (!runsCode(one) || !one.active) return { running: null, lastError: null, hasImpact: false }
  const isToRun = !one.altered && !unfinished.has(one.addon)
  const { isLoaded, lastError } = await glanceAt(services, one)
  return {
    running: isToRun ? isLoaded : null,
    lastError: lastError && isOfLate(lastError, services.now()) ? lastError : null,
    hasImpact: await hasImpact(services, one, placed && rightsOf(placed)),
  }
}

const isOfLate = ({ at }: Trouble, now: Date) => now.getTime() - new Date(at).getTime() < aDay
