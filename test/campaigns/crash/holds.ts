import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { openDb } from '../../../db/index.ts'
import { migrations } from '../../../db/migrations/index.ts'
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
}

export const find = async ({ services, visitor }: TestPanel): Promise<Found> => {
  const one = await services.installations.find(slug)
  const { status, html } = await visitor().fetch(`/hooks/${slug}`)
  const answer: unknown = status === 200 ? JSON.parse(html) : status
  return { version: one?.version, active: one?.active ?? false, answer }
}

/** What does not hold at rest: F1, F4, F5, F6, V4 of the crash matrix, each as a sentence. */
export const violations = async (panel: TestPanel): Promise<string[]> => [
  ...(await openOperations(panel)),
  ...leftOnDisk(panel),
  ...(await differences(panel)),
  ...(await leftInDatabase(panel)),
  ...(await oddRecords(panel)),
]

const openOperations = async ({ services }: TestPanel) =>
  (await services.operations.openAll()).map(({ kind, stage }) => `V4: ${kind} stays open at ${stage}`)

const namesIn = (folder: string) => (existsSync(folder) ? readdirSync(folder) : [])

const leftOnDisk = ({ dataDir }: TestPanel) =>
  ['staging', 'downloads', 'trash'].flatMap(area =>
    namesIn(join(dataDir, 'panel', area)).map(name => `F5: ${area}/${name} is left`),
  )

const differences = async ({ services, dataDir }: TestPanel) => {
  const one = await services.installations.find(slug)
  const named = one ? [one.version, ...(one.previous ? [one.previous.version] : [])] : []
  const folder = join(dataDir, 'panel/addons', slug)
  const found = namesIn(folder)
  const files = (version: string) =>
    statSync(join(folder, version)).isDirectory() ? namesIn(join(folder, version)).length : 0
  return [
    ...found
      .filter(version => !named.includes(version))
      .map(version => `F6: ${version} is on disk, and nobody names it`),
    ...named
      .filter(version => !found.includes(version))
      .map(version => `F6: ${version} is named, and not on disk`),
    ...found
      .filter(version => files(version) !== 13)
      .map(version => `F1: ${version} has ${files(version)} files`),
    ...(one?.altered ? ['F1: it is altered'] : []),
    ...(one?.moving ? ['F6: its storage is closed for good'] : []),
  ]
}

const leftInDatabase = async ({ services }: TestPanel) => {
  const one = await services.installations.find(slug)
  const named = one ? [one.generation, ...(one.previous ? [one.previous.generation] : [])] : []
  const db = await openDb(services.settings.databaseUrl, migrations)
  try {
    const rows: { generation: number }[] = await db
      .knex('addon_storage')
      .where({ addon: slug })
      .distinct('generation')
    const releases: { version: string }[] = await db.knex('releases').where({ addon: slug }).select('version')
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

const oddRecords = async ({ services }: TestPanel) => {
  const byOperation = new Map<string, string[]>()
  for await (const { act, reference, result } of services.activity.each({}))
    if (reference && /^addon\.(install|update|rollback|put-back|uninstall)$/.test(act))
      byOperation.set(reference, [result, ...(byOperation.get(reference) ?? [])])
  return [...byOperation.values()]
    .filter(results => !/^started( interrupted resumed)* (done|failed)$/.test(results.join(' ')))
    .map(results => `V4: its record reads ${results.join(', ')}`)
}
