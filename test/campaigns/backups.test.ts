import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { after, describe, it } from 'mocha'
import { backUp, restore } from '../../config/backups.ts'
import { readSettings } from '../../config/settings.ts'
import { snapshotOf } from '../../db/backups/reading.ts'
import { openDb } from '../../db/index.ts'
import { lastBackup } from '../../db/panel-settings.ts'
import { migrations } from '../../db/migrations/index.ts'
import type { Value } from '../../marketplace/backups.ts'
import { eachDatabaseUrl } from '../support/databases.ts'
import { runNode, startNode, until } from '../support/programs.ts'

// each one with POINTS=all
const most = process.env['POINTS'] === 'all' ? Number.POSITIVE_INFINITY : 4

/** Points spread over a run of that many calls, the first and the last among them. */
const points = (calls: number) => {
  const count = Math.min(calls, most)
  return [
    ...new Set(Array.from({ length: count }, (_, i) => 1 + Math.floor((i * (calls - 1)) / (count - 1)))),
  ]
}

describe('A backup that is told to stop', function () {
  this.timeout(60_000)

  it('says so in one sentence and leaves nothing behind', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'souk-stopped-'))
    const databaseUrl = `sqlite:${join(folder, 'panel.db')}`
    const db = await openDb(databaseUrl, migrations)
    const line = { at: '2026-11-22T08:00:00.000Z', operator: 'Ada', act: 'x', result: 'done' }
    // what packs badly takes longest
    const lines = () =>
      Array.from({ length: 90 }, () => ({ ...line, detail: randomBytes(4_000).toString('hex') }))
    for (let n = 0; n < 30; n++) await db.knex('activity').insert(lines())
    await db.close()

    const [home, env] = [join(folder, 'made'), { DATA_DIR: join(folder, 'data'), DATABASE_URL: databaseUrl }]
    const souk = startNode(
      ['--import', 'tsx', 'test/support/souk-process.ts', 'backup', '--to', join(home, 'one')],
      env,
    )
    const names = () => (existsSync(home) ? readdirSync(home) : [])
    await until(
      () => names().some(name => name.endsWith('.souk-part')),
      () => 'a part of the backup',
    )
    const { code, out, err } = await souk.stop('SIGTERM')
    expect({ code, out, err }).to.deep.equal({
      code: 1,
      out: '',
      err: `Stopped before the backup was whole: nothing is left of ${join(home, 'one')}.\n`,
    })
    expect(names()).to.deep.equal([])
    rmSync(folder, { recursive: true, force: true })
  })
})

describe('A backup or a restore that is killed', function () {
  this.timeout(most === Number.POSITIVE_INFINITY ? 3_600_000 : 240_000)
  const folder = mkdtempSync(join(tmpdir(), 'souk-killed-'))
  after(() => rmSync(folder, { recursive: true, force: true }))

  const environment = (databaseUrl: string) => ({
    NODE_ENV: 'test',
    DATA_DIR: join(folder, 'data'),
    DATABASE_URL: databaseUrl,
    SECRET_KEY: 'a key that nobody needs',
  })
  const settings = (databaseUrl: string) => readSettings(environment(databaseUrl))
  const dying = (work: string, databaseUrl: string, file: string, diesAt: number) =>
    runNode(['--import', 'tsx', 'test/support/backing-up.ts'], {
      ...environment(databaseUrl),
      WORK: work,
      FILE: file,
      DIES_AT: String(diesAt),
    })

  /** a help desk whose every row says whose it is */
  const helpDesk = async (databaseUrl: string, name: string) => {
    const db = await openDb(databaseUrl, migrations)
    const at = '2026-11-22T08:00:00.000Z'
    const one = (n: number) => ({
      id: `${name}-${n}`,
      email: `${name}${n}@x`,
      name,
      password_hash: '',
      created_at: at,
    })
    await db.knex('operators').insert([1, 2, 3].map(one))
    const line = { at, operator: name, act: `of.${name}`, result: 'done' }
    for (let n = 0; n < 3; n++) await db.knex('activity').insert(Array.from({ length: 90 }, () => line))
    await db.close()
  }

  const standing = (databaseUrl: string) =>
    snapshotOf(databaseUrl, migrations, async snapshot => {
      const found: Record<string, Value[][]> = {}
      for (const { name } of snapshot.tables) {
        found[name] = []
        // that there was a backup is noted for the first steps
        for await (const rows of snapshot.rows(name))
          found[name].push(...rows.filter(row => !row.includes(lastBackup)))
      }
      return found
    })

  eachDatabaseUrl((engine, url) => {
    it('leaves a whole file or none, and the next one clears up after it', async () => {
      const databaseUrl = await url()
      await helpDesk(databaseUrl, 'kept')
      const before = await standing(databaseUrl)
      const [home, elsewhere] = [join(folder, `made-${engine}`), await url()]
      const whole = await dying('backup', databaseUrl, join(home, 'whole'), 0)
      expect(Number(whole.out), whole.err).to.be.greaterThan(10)
      for (const at of points(Number(whole.out))) {
        const file = join(home, `killed-${at}`)
        expect((await dying('backup', databaseUrl, file, at)).code).to.equal(null)
        if (!existsSync(file)) await backUp(settings(databaseUrl), new Date(), file)
        expect(await standing(databaseUrl)).to.deep.equal(before)
        await restore(settings(elsewhere), file, { replace: true, now: () => new Date() })
        expect((await standing(elsewhere))['operators']).to.deep.equal(before['operators'])
      }
      await backUp(settings(databaseUrl), new Date(), join(home, 'last'))
      expect(readdirSync(home).filter(name => name.includes('part'))).to.deep.equal([])
    })

    it('leaves the help desk as it was or as it was backed up, never half', async () => {
      const [from, to] = [await url(), await url()]
      await helpDesk(from, 'new')
      const file = join(folder, `${engine}.gz`)
      await backUp(settings(from), new Date(), file)
      await helpDesk(to, 'old')
      const old = await standing(to)
      const spare = await url()
      await helpDesk(spare, 'spare')
      const whole = await dying('restore', spare, file, 0)
      const calls = Number(whole.out)
      expect(calls, whole.err).to.be.greaterThan(50)
      for (const at of points(calls)) {
        expect((await dying('restore', to, file, at)).code, `killed at ${at} of ${calls}`).to.equal(null)
        const found = await standing(to)
        if (found['operators']?.[0]?.includes('old')) expect(found).to.deep.equal(old)
        else expect(found['operators']).to.deep.equal((await standing(spare))['operators'])
      }
      await restore(settings(to), file, { replace: true, now: () => new Date() })
      expect((await standing(to))['activity']).to.have.length(271)
    })
  })
})
