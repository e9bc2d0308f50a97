import { release as releaseSchema } from '../contracts/catalogue.ts'
import type {
  Installation,
  InstallationStore,
  PlacedRelease,
  PreviousRelease,
  SettingValues,
} from '../marketplace/installations.ts'
import type { Work } from './index.ts'
import { failureOf, kindOf } from './operations.ts'
import { bump, revisionOf } from './revisions.ts'

/** What is installed, and the signed lists of the releases that lie on disk. */
export const installationsIn = (knex: Work): InstallationStore => {
  const table = () => knex<Row>('installations')
  const releases = () => knex<ReleaseRow>('releases')
  const kept = () => knex<KeptRow>('kept_settings')

  return {
    async find(addon) {
      const query = table().where({ addon })
      // stops two changes at once from each storing the row as it was before the other: an update would be taken back
      const row = await (knex.isTransaction ? query.forUpdate() : query).first()
      return row && installationOf(row)
    },
    async all(kind) {
      const rows = await table()
        .where(kind ? { kind } : {})
        .orderBy('name')
      return rows.map(installationOf)
    },
    async put(installation) {
      await table().insert(rowOf(installation)).onConflict('addon').merge()
      await bump(knex, 'installations')
    },
    async remove(addon) {
      await table().where({ addon }).delete()
      await bump(knex, 'installations')
    },
    async release(addon, version) {
      const row = await releases().where({ addon, version }).first()
      return row && placedOf(row)
    },
    async releases() {
      return (await releases().orderBy('addon')).map(placedOf)
    },
    async putRelease({ addon, version, release }, at) {
      const row = { addon, version, release: JSON.stringify(release), unpacked_at: at }
      await releases().insert(row).onConflict(['addon', 'version']).merge()
    },
    async removeReleases(addon) {
      await releases().where({ addon }).delete()
    },
    async removeRelease(addon, version) {
      await releases().where({ addon, version }).delete()
    },
    async kept(addon) {
      const row = await kept().where({ addon }).first()
      return row && { settings: settingsOf(row.settings), version: row.version, at: row.kept_at }
    },
    async keep(addon, { settings, version, at }) {
      const row = { addon, settings: JSON.stringify(settings), version, kept_at: at }
      await kept().insert(row).onConflict('addon').merge()
    },
    async forget(addon) {
      await kept().where({ addon }).delete()
    },
    revision: () => revisionOf(knex, 'installations'),
    touch: () => bump(knex, 'installations'),
  }
}

interface Row {
  addon: string
  kind: string
  name: string
  version: string
  active: boolean | number
  altered: boolean | number
  settings: string
  failure: string | null
  installed_at: string
  changed_at: string
  changed_by: string
  generation: number
  moving: string | null
  draining: boolean | number
  previous: string | null
}
interface KeptRow {
  addon: string
  settings: string
  version: string | null
  kept_at: string
}
interface ReleaseRow {
  addon: string
  version: string
  release: string
  unpacked_at: string
}

const rowOf = (one: Installation): Row => ({
  addon: one.addon,
  kind: one.kind,
  name: one.name,
  version: one.version,
  active: one.active,
  altered: one.altered,
  settings: JSON.stringify(one.settings),
  failure: one.failure && JSON.stringify(one.failure),
  installed_at: one.installedAt,
  changed_at: one.changedAt,
  changed_by: one.changedBy,
  generation: one.generation,
  moving: one.moving,
  draining: one.draining,
  previous: one.previous && JSON.stringify(one.previous),
})

const installationOf = (row: Row): Installation => ({
  addon: row.addon,
  kind: kindOf(row.kind),
  name: row.name,
  version: row.version,
  active: Boolean(row.active),
  altered: Boolean(row.altered),
  settings: settingsOf(row.settings),
  failure: failureOf(row.failure),
  installedAt: row.installed_at,
  changedAt: row.changed_at,
  changedBy: row.changed_by,
  generation: row.generation,
  moving: row.moving,
  draining: Boolean(row.draining),
  previous: row.previous === null ? null : (JSON.parse(row.previous) as PreviousRelease),
})

const settingsOf = (text: string) => JSON.parse(text) as SettingValues

const placedOf = ({ addon, version, release }: ReleaseRow): PlacedRelease => ({
  addon,
  version,
  release: releaseSchema.parse(JSON.parse(release)),
})
