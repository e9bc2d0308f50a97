import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { type Database, openDb } from '../../db/index.ts'
import { migrations } from '../../db/migrations/index.ts'
import { updatesIn } from '../../db/updates.ts'
import { codeMarket, install, until } from '../support/code-panel.ts'
import { codeSample, postbox } from '../support/code-samples.ts'
import { eachDatabaseUrl } from '../support/databases.ts'
import type { TestPanel } from '../support/panel.ts'
import { installVersion, update } from '../support/updating.ts'

const everything = (version: string) =>
  codeSample(
    'diary',
    `export default {
      hooks: { async request({ path }, souk) {
        if (path === '/write') {
          await souk.storage.set('page', 'dear diary')
          await souk.notify({ text: 'somebody wrote' })
          souk.log.info('written')
        }
        return { json: { kept: await souk.storage.list(''), settings: souk.settings } }
      } },
      events: { 'message.received': () => null },
      async migrate(_, souk) { await souk.storage.set('migrated', true) },
      schedule: () => null,
    }`,
    {
      version,
      rights: {
        publicAddress: true,
        storage: 4_000,
        events: ['message.received'],
        schedule: '* * * * *',
        hosts: ['api.example.com'],
      },
      settings: {
        type: 'object',
        properties: {
          word: { type: 'string', title: 'Word', default: 'Hi' },
          key: { type: 'string', title: 'Key', 'x-secret': true },
        },
      },
    },
  )
const ada = { operatorId: null, operator: 'Ada' }

// the record, what was bought and the vendor's list: none of that is the add-on's
const remain = ['activity', 'operations', 'catalogue_addons', 'entitlements', 'purchases', 'conversations']

/** Every table that has something of that add-on, but those. */
const tablesNaming = async ({ knex, engine }: Database, addon: string) => {
  const names: { name: string }[] =
    engine === 'postgres'
      ? (
          await knex.raw(
            `select table_name as name from information_schema.tables where table_schema = 'public'`,
          )
        ).rows
      : await knex.raw(`select name from sqlite_master where type = 'table' and name not like 'sqlite_%'`)
  const found: string[] = []
  for (const { name } of names) {
    const columns = Object.keys(await knex(name).columnInfo())
    if (!columns.includes('addon') || remain.includes(name)) continue
    if (await knex(name).where({ addon }).first()) found.push(name)
  }
  return found.toSorted()
}

describe('An add-on that is uninstalled', function () {
  this.timeout(180_000)
  let market: Awaited<ReturnType<typeof codeMarket>>
  before(async () => {
    market = await codeMarket([postbox, everything('1.0.0'), everything('1.1.0')])
  })
  after(() => market.close())

  const answer = async (panel: TestPanel, path = '') => {
    const { status, html } = await panel.visitor().fetch(`/hooks/diary${path}`)
    return status === 200 ? JSON.parse(html) : status
  }
  const uninstall = async ({ services }: TestPanel, data: 'keep' | 'delete') => {
    const managed = await services.manage.uninstall('diary', data, ada)
    if (managed.kind !== 'begun') throw new Error(managed.kind)
    return services.operations.ended(managed.operation.id, 15_000)
  }

  eachDatabaseUrl((_name, url) => {
    /** One that has been updated, watched, given a key and a way out, told of messages, and heard. */
    const lived = async () => {
      const databaseUrl = await url()
      const panel = await market.panelWith(['postbox'], { databaseUrl })
      const db = await openDb(databaseUrl, migrations)
      await installVersion(panel, 'diary', '1.0.0')
      const body = new URLSearchParams({ from: 'guest', text: 'Hello', id: '1' })
      await panel.visitor().fetch('/hooks/postbox/in', { method: 'POST', body })
      await until(
        () => answer(panel, '/write'),
        found => found.kept?.length === 1,
      )
      expect(await update(panel, 'diary', '1.1.0')).to.include({ state: 'done' })
      const wanted = { values: { word: 'Ho' }, secrets: { key: 'sealed' } }
      await panel.services.manage.saveSettings('diary', wanted, ada)
      await panel.services.code.allowed.put('diary', 'http://127.0.0.1:9999', ada)
      await updatesIn(db.knex).wish('diary', { policy: 'minor', skipped: ['1.2.0'] })
      await until(
        () => answer(panel, '/write'),
        found => found.kept?.length === 2,
      )
      const everywhere = [
        'addon_notices',
        'addon_storage',
        'addon_storage_revisions',
        'allowed_addresses',
        'code_deliveries',
        'code_log',
        'code_schedules',
        'installations',
        'releases',
        'secret_settings',
        'update_policies',
        'update_watches',
      ]
      await until(
        () => tablesNaming(db, 'diary'),
        tables => everywhere.every(table => tables.includes(table)),
        20_000,
      )
      return { panel, db }
    }

    it('finds its settings, its secret, its own data and its allowed addresses when it comes back', async () => {
      const { panel, db } = await lived()
      expect(await uninstall(panel, 'keep')).to.include({ state: 'done', failure: null })
      expect(await answer(panel)).to.equal(404)
      expect(await tablesNaming(db, 'diary')).to.deep.equal([
        'addon_storage',
        'allowed_addresses',
        'kept_settings',
        'secret_settings',
      ])
      await install(panel, 'diary')
      const { kept, settings } = await until(
        () => answer(panel),
        found => typeof found === 'object',
      )
      expect(kept.map(({ key }: { key: string }) => key)).to.deep.equal(['migrated', 'page'])
      expect(settings.word).to.equal('Ho')
      expect(settings.key).to.match(/^\{\{secret:key:/)
      expect(await panel.services.code.allowed.of('diary')).to.deep.equal(['http://127.0.0.1:9999'])
      expect(await panel.services.installations.find('diary')).to.include({ version: '1.1.0', generation: 1 })
      await db.close()
      await panel.stop()
    })

    it('leaves nothing anywhere where that is the wish, however long one waits', async () => {
      const { panel, db } = await lived()
      // still answering while it goes
      const last = answer(panel, '/write')
      expect(await uninstall(panel, 'delete')).to.include({ state: 'done', failure: null })
      await last
      expect(await tablesNaming(db, 'diary')).to.deep.equal([])
      expect(existsSync(join(panel.dataDir, 'panel/addons/diary'))).to.equal(false)
      // what was still to be stored when the panel ends
      await panel.stop()
      expect(await tablesNaming(db, 'diary')).to.deep.equal([])
      await db.close()
    })
  })
})
