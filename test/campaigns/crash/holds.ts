import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { sha256Of } from '../../../contracts/sha256.ts'
import { type Database, openDb } from '../../../db/index.ts'
import { migrations } from '../../../db/migrations/index.ts'
import type { Activity } from '../../../marketplace/activity.ts'
import type { InstallationStore, PlacedRelease } from '../../../marketplace/installations.ts'
import type { OperationStore } from '../../../marketplace/operations.ts'
import type { TestPanel } from '../../support/panel.ts'
import { type Act, slug } from './bench.ts'

/** What an operator and the add-on's visitors find. */
export interface Found {
  version: string | undefined
  active: boolean
  /** what its public address answers: its version and what it keeps, or a status */
  answer: unknown
}

const kept = [{ key: 'count', value: 2 }]
const counted = [{ key: 'counted', value: 2 }]
const running = (version: string, keeps: object): Found => ({
  version,
  active: true,
  answer: { version, part: 3, kept: keeps },
})
const nothing: Found = { version: undefined, active: false, answer: 404 }

/** How it was before each act, and how it is after. */
export const states: Record<Act, { before: Found; after: Found }> = {
  install: { before: nothing, after: running('1.1.0', []) },
  update: { before: running('1.0.0', kept), after: running('1.1.0', counted) },
  rollback: { before: running('1.1.0', counted), after: running('1.0.0', kept) },
  uninstall: { before: running('1.0.0', kept), after: nothing },
  reinstall: { before: nothing, after: running('1.1.0', counted) },
}

export const find = async ({ services, visitor }: TestPanel): Promise<Found> => {
  const one = await services.installations.find(slug)
  const { status, html } = await visitor().fetch(`/hooks/${slug}`)
  const answer: unknown = status === 200 ? JSON.parse(html) : status
  return { version: one?.version, active: one?.active ?? false, answer }
}

/** What is looked at: a panel in this process, or the stores of one that runs elsewhere. */
export interface Kept {
  dataDir: string
  services: {
    installations: Pick<InstallationStore, 'find' | 'release'>
    operations: Pick<OperationStore, 'openAll'>
    activity: Pick<Activity, 'each'>
    settings: { databaseUrl: string }
  }
}

/** What does not hold at rest: F1, F4, F5, F6, V4 of the crash matrix, each as a sentence. */
export const violations = async (panel: Kept, addons: readonly string[] = [slug]): Promise<string[]> => [
  ...(await openOperations(panel)),
  ...leftOnDisk(panel),
  ...(await ofEach(addons, addon => differences(panel, addon))),
  ...(await ofEach(addons, addon => leftInDatabase(panel, addon))),
  ...(await oddRecords(panel)),
]

const ofEach = async (addons: readonly string[], look: (addon: string) => Promise<string[]>) => {
  const found: string[] = []
  for (const addon of addons) found.push(...(await look(addon)).map(words => `${words} (${addon})`))
  return found
}

const openOperations = async ({ services }: Kept) =>
  (await services.operations.openAll()).map(({ kind, stage }) => `V4: ${kind} stays open at ${stage}`)

const namesIn = (folder: string) => (existsSync(folder) ? readdirSync(folder) : [])

const leftOnDisk = ({ dataDir }: Kept) =>
  ['staging', 'downloads', 'trash'].flatMap(area =>
    namesIn(join(dataDir, 'panel', area)).map(name => `F5: ${area}/${name} is left`),
  )

const differences = async ({ services, dataDir }: Kept, addon: string) => {
  const one = await services.installations.find(addon)
  const named = one ? [one.version, ...(one.previous ? [one.previous.version] : [])] : []
  const folder = join(dataDir, 'panel/addons', addon)
  const found = namesIn(folder)
  const unlike: string[] = []
  for (const version of found)
    if (!isAsSigned(join(folder, version), await services.installations.release(addon, version)))
      unlike.push(`F1: the files of ${version} are not those that were signed`)
  return [
    ...found
      .filter(version => !named.includes(version))
      .map(version => `F6: ${version} is on disk, and nobody names it`),
    ...named
      .filter(version => !found.includes(version))
      .map(version => `F6: ${version} is named, and not on disk`),
    ...unlike,
    ...(one?.altered ? ['F1: it is altered'] : []),
    ...(one?.moving ? ['F6: its storage is closed for good'] : []),
  ]
}

const isAsSigned = (folder: string, placed: PlacedRelease | undefined) => {
  const found = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => statSync(join(folder, name)).isFile())
    .map(name => `${name} ${sha256Of(readFileSync(join(folder, name)))}`)
  const signed = placed?.release.files.map(({ path, sha256 }) => `${path} ${sha256}`) ?? []
  return found.toSorted().join() === signed.toSorted().join()
}

const leftInDatabase = async ({ services }: Kept, addon: string) => {
  const one = await services.installations.find(addon)
  const db = await openDb(services.settings.databaseUrl, migrations)
  try {
    const named = one ? [one.generation, one.previous?.generation] : await keptBy(db, addon)
    const rows: { generation: number }[] = await db
      .knex('addon_storage')
      .where({ addon })
      .distinct('generation')
    const releases: { version: string }[] = await db.knex('releases').where({ addon }).select('version')
    const versions = one ? [one.version, one.previous?.version] : []
    return [
      ...rows
        .filter(({ generation }) => !named.includes(generation))
        .map(({ generation }) => `F5: copy ${generation} of its data is left`),
      ...releases
        .filter(({ version }) => !versions.includes(version))
        .map(({ version }) => `F6: the list of ${version} is left`),
    ]
  } finally {
    await db.close()
  }
}

// who uninstalls may keep its data for the next time
const keptBy = async (db: Database, addon: string) => {
  const last: { input: string } | undefined = await db
    .knex('operations')
    .where({ addon, kind: 'uninstall', state: 'done' })
    .orderBy('finished_at', 'desc')
    .first('input')
  return last?.input.includes('keep') ? [1] : []
}

const acts = /^addon\.(install|update|rollback|put-back|uninstall|activate|deactivate)$/

const oddRecords = async ({ services }: Kept) => {
  const byOperation = new Map<string, string[]>()
  for await (const { act, reference, result } of services.activity.each({}))
    if (reference && acts.test(act))
      byOperation.set(reference, [result, ...(byOperation.get(reference) ?? [])])
  return [...byOperation.values()]
    .filter(results => !/^started( interrupted resumed)* (done|failed)$/.test(results.join(' ')))
    .map(results => `V4: its record reads ${results.join(', ')}`)
}
