import type { Response } from 'express'
import { isUnpaid } from '../../marketplace/entitlements.ts'
import { failure } from '../../marketplace/failures.ts'
import type { Installation } from '../../marketplace/installations.ts'
import { mustStop } from '../../marketplace/installations/stopping.ts'
import { type GridName, kindOf } from '../../marketplace/kinds.ts'
import { hasSettings } from '../../marketplace/settings.ts'
import { failureWords } from '../operations/view.ts'
import type { Services } from '../services.ts'
import { englishRow } from './built-in.ts'
import { codeInRow } from './code-row.ts'
import type { Trouble } from './trouble.ts'
import { updateInRow } from './update-row.ts'

/** One row of a Manage grid. */
export interface Row {
  slug: string
  name: string
  /** a language's name in itself, with its code for the browser's voice */
  language: { name: string; code: string; direction: string } | null
  version: string | null
  builtIn: boolean
  active: boolean
  altered: boolean
  isDefault: boolean
  needsSetUp: boolean
  hasSettings: boolean
  /** it has to be purchased again before it can be switched on */
  unpaid: boolean
  problem: string | null
  /** its code is loaded; null where it has none, or is not to run */
  running: boolean | null
  /** what went wrong in the last day, if it runs all the same */
  lastError: Trouble | null
  /** something stops when it is switched off: asked before */
  hasImpact: boolean
  changedAt: string | null
  changedBy: string | null
  /** id of an operation that runs now */
  operation: string | null
  /** the marketplace still lists it, and this operator may look */
  listed: boolean
  /** the version that waits, for those who may update */
  update: string | null
  /** the version that was kept, for those who may go back */
  backTo: string | null
  /** an update did not do: since when and why the release before runs */
  putBack: string | null
}

/** What is installed of one kind, with everything its grid shows. */
export const rowsOf = async (services: Services, grid: GridName, res: Response): Promise<Row[]> => {
  const installed = await services.installations.all(kindOf[grid])
  const common = await commonTo(services, res)
  const rows = await Promise.all(installed.map(one => rowOf(services, one, common, res)))
  return grid === 'languages' ? [englishRow(services, common.defaultCode), ...rows] : rows
}

/** The row of one add-on. */
export const oneRow = async (services: Services, one: Installation, res: Response): Promise<Row> =>
  rowOf(services, one, await commonTo(services, res), res)

const commonTo = async ({ languages, addonSettings }: Services, res: Response) => ({
  defaultCode: await languages.defaultCode(res.locals.revisions['installations'] ?? 0),
  unfinished: await addonSettings.unfinished(),
})
type Common = Awaited<ReturnType<typeof commonTo>>

const rowOf = async (
  services: Services,
  one: Installation,
  { defaultCode, unfinished }: Common,
  res: Response,
): Promise<Row> => {
  const placed = await services.installations.release(one.addon, one.version)
  const schema = placed?.release.manifest['settings']
  const language = placed ? languageIn(placed.release.manifest['language']) : null
  const operation = await services.operations.openFor(one.addon)
  const unpaid = !one.active && isUnpaid(await services.entitlements.latestFor(one.addon), services.now())
  return {
    slug: one.addon,
    name: one.name,
    language,
    version: one.version,
    builtIn: false,
    active: one.active,
    altered: one.altered,
    isDefault: language?.code === defaultCode,
    needsSetUp: unfinished.has(one.addon),
    hasSettings: hasSettings(schema),
    unpaid,
    problem: await problemOf(services, one, unpaid, res),
    ...(await codeInRow(services, one, placed, unfinished)),
    changedAt: one.changedAt,
    changedBy: one.changedBy,
    operation: operation?.id ?? null,
    ...(await updateInRow(services, one, res)),
  }
}

const problemOf = async (services: Services, one: Installation, unpaid: boolean, res: Response) => {
  const { name, version } = one
  const stopped = await mustStop(one, services.addons)
  const why = stopped ? failure('stopped', { name, version }) : unpaid ? failure('unpaid', { name }) : null
  const said = why ?? one.failure
  return said && failureWords(said, services, res)
}

const languageIn = (language: unknown): Row['language'] => {
  if (typeof language !== 'object' || language === null) return null
  const { name, code, direction }: { name?: unknown; code?: unknown; direction?: unknown } = language
  return { name: String(name), code: String(code), direction: String(direction) }
}
