import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { backup } from '../../cli/operator/backup.ts'
import { restore } from '../../cli/operator/restore.ts'
import { openDb } from '../../db/index.ts'
import { migrations } from '../../db/migrations/index.ts'
import { terminalOf } from '../support/commands.ts'
import { eachDatabaseUrl } from '../support/databases.ts'
import { startPanel } from '../support/panel.ts'

const commands = [backup, restore]

describe('souk backup and restore', function () {
  this.timeout(60_000)
  const folder = mkdtempSync(join(tmpdir(), 'souk-backups-'))
  after(() => rmSync(folder, { recursive: true, force: true }))
  let count = 0
  const newFile = () => join(folder, `${++count}.jsonl.gz`)
  const at = (databaseUrl: string, env: Record<string, string> = {}) =>
    terminalOf('souk', commands, () => ({
      NODE_ENV: 'test',
      DATA_DIR: join(folder, 'data'),
      DATABASE_URL: databaseUrl,
      SECRET_KEY: 'the same key on both machines',
      ...env,
    }))

  eachDatabaseUrl((engine, url) => {
    it('is consistent while the panel runs and writes, and the panel never notices', async () => {
      const databaseUrl = await url()
      const panel = await startPanel({ databaseUrl, dataDir: join(folder, `panel-${engine}`) })
      const over = new AbortController()
      let last = 0
      // each line names the one before: a backup that read at two moments would have a gap
      const writing = (async () => {
        while (!over.signal.aborted) {
          const reference = String(++last)
          await panel.services.activity.record({
            operatorId: null,
            operator: 'Ada',
            act: 'x',
            result: 'done',
            reference,
          })
        }
      })()
      const made = []
      for (let n = 0; n < 5; n++) {
        const file = newFile()
        const done = await at(databaseUrl)('backup', '--to', file, '--json')
        expect(done.err).to.equal('')
        made.push({ file, ...JSON.parse(done.out) })
      }
      over.abort()
      await writing
      for (const { file, tables } of made) {
        const references = linesOf(file, 'activity').flatMap(row =>
          row[5] === 'x' || row[4] === 'x' ? [Number(row[8])] : [],
        )
        expect(references.toSorted((a, b) => a - b)).to.deep.equal(references.map((_, i) => i + 1))
        expect(tables.activity).to.be.at.least(references.length)
        expect(tables.operators).to.equal(3)
      }
      expect((await (await panel.as('ada')).get('/activity')).status).to.equal(200)
      await panel.stop()
    })

    it('refuses to restore under a running panel, and does it once that has stopped', async () => {
      const databaseUrl = await url()
      const panel = await startPanel({ databaseUrl, dataDir: join(folder, `running-${engine}`) })
      const file = newFile()
      await at(databaseUrl)('backup', '--to', file)
      const refused = await at(databaseUrl)('restore', file, '--replace')
      expect(refused.code).to.equal(1)
      expect(refused.err).to.match(/^The database is in use: stop the panel.* Nothing was changed\.\n$/)
      expect((await (await panel.as('ada')).get('/profile')).status).to.equal(200)
      await panel.stop()

      const done = await at(databaseUrl)('restore', file, '--replace')
      expect([done.err, done.code]).to.deep.equal(['', 0])
      expect(done.out).to.include('3 operators')
    })

    it('restores into an empty database only, unless told to replace, and what was there is gone then', async () => {
      const [from, to] = [await url(), await url()]
      const [one, other] = [
        await startPanel({ databaseUrl: from, dataDir: join(folder, `from-${engine}`) }),
        await startPanel({ databaseUrl: to, dataDir: join(folder, `to-${engine}`) }),
      ]
      const file = newFile()
      await one.services.activity.record({ operatorId: null, operator: 'Ada', act: 'of.one', result: 'done' })
      await other.services.activity.record({
        operatorId: null,
        operator: 'Ada',
        act: 'of.other',
        result: 'done',
      })
      await (await other.as('cleo')).get('/profile')
      await at(from)('backup', '--to', file)
      await other.stop()
      await one.stop()

      const refused = await at(to)('restore', file)
      expect(refused).to.deep.equal({
        code: 1,
        out: '',
        err: 'This help desk is not empty: --replace puts the backup in place of all that is in it. Nothing was changed.\n',
      })
      expect(await actsIn(to)).to.include('of.other')
      expect((await at(to)('restore', file, '--replace')).code).to.equal(0)
      const acts = await actsIn(to)
      expect(acts).to.include('of.one').and.to.include('backup.restore')
      expect(acts).not.to.include('of.other')
      // nobody is signed in any more
      const db = await openDb(to, migrations)
      expect(await db.knex('sessions')).to.deep.equal([])
      await db.close()
    })

    it('restores where the panel was only started once', async () => {
      const [from, to] = [await url(), await url()]
      await (await startPanel({ databaseUrl: from, dataDir: join(folder, `full-${engine}`) })).stop()
      await (
        await startPanel({ databaseUrl: to, seeded: false, dataDir: join(folder, `new-${engine}`) })
      ).stop()
      const file = newFile()
      await at(from)('backup', '--to', file)
      expect(await at(to)('restore', file)).to.include({ code: 0, err: '' })
    })

    it('brings a backup of an older Souk up to date', async () => {
      const [from, to] = [await url(), await url()]
      const old = await openDb(from, migrations.slice(0, 9))
      await old.knex('addon_storage').insert({ addon: 'web-form', key: 'k', value: '"v"', bytes: 4 })
      await old.close()
      const file = newFile()
      expect((await at(from)('backup', '--to', file)).err).to.equal('')
      const untouched = await openDb(from, migrations.slice(0, 9))
      expect(await untouched.knex('souk_migrations').pluck('name')).to.have.length(9)
      await untouched.close()
      expect(await at(to)('restore', file)).to.include({ code: 0, err: '' })
      const db = await openDb(to, migrations)
      expect(await db.knex('addon_storage').first()).to.include({ generation: 1, value: '"v"' })
      await db.close()
    })

    it('leaves everything as it was where a file is damaged', async () => {
      const [from, to] = [await url(), await url()]
      await (await startPanel({ databaseUrl: from, dataDir: join(folder, `good-${engine}`) })).stop()
      const file = newFile()
      await at(from)('backup', '--to', file)
      for (const { name, bytes, words } of damages(readFileSync(file))) {
        const bad = newFile()
        writeFileSync(bad, bytes)
        const said = await at(to)('restore', bad)
        expect([name, said.code, said.err]).to.deep.equal([name, 1, said.err])
        expect(said.err, name).to.match(words)
        expect(said.err.trim().split('\n'), name).to.have.length(1)
      }
      const db = await openDb(to, migrations)
      expect(await db.knex('operators')).to.deep.equal([])
      await db.close()
    })
  })

  describe('at the terminal', () => {
    let databaseUrl = ''
    before(async () => {
      databaseUrl = `sqlite:${join(folder, 'terminal', 'souk.db')}`
      await (await startPanel({ databaseUrl, dataDir: join(folder, 'terminal-panel') })).stop()
    })

    it('says what is inside and what is not, and writes for this user alone', async () => {
      const file = newFile()
      const { code, out } = await at(databaseUrl)('backup', '--to', file)
      expect(code).to.equal(0)
      expect(out).to.match(/Inside: 3 operators, 3 roles/)
      expect(out).to.match(/Not inside:\n {2}SECRET_KEY/)
      expect(statSync(file).mode & 0o777).to.equal(0o600)
    })

    it('makes a name of its own in the data folder', async () => {
      const { out } = await at(databaseUrl)('backup')
      const [, file = ''] = /^(\S+)/.exec(out) ?? []
      expect(file).to.match(/data\/panel\/backups\/souk-[\dT-]+Z\.jsonl\.gz$/)
      expect(existsSync(file)).to.equal(true)
      expect(statSync(join(file, '..')).mode & 0o777).to.equal(0o700)
    })

    it('makes a name of its own in a folder that is named, too', async () => {
      const { out } = await at(databaseUrl)('backup', '--to', folder, '--json')
      expect(JSON.parse(out).file).to.match(/\/souk-backups-\w+\/souk-[\dT-]+Z\.jsonl\.gz$/)
    })

    it('never writes over a file, and removes what another one left in its middle', async () => {
      const file = newFile()
      writeFileSync(file, 'mine')
      expect(await at(databaseUrl)('backup', '--to', file)).to.deep.equal({
        code: 1,
        out: '',
        err: `There is a file ${file} already: name another one with --to.\n`,
      })
      expect(readFileSync(file, 'utf8')).to.equal('mine')
      const fresh = newFile()
      writeFileSync(`${file}.4194304.souk-part`, 'half')
      await at(databaseUrl)('backup', '--to', fresh)
      expect(readdirSync(folder).filter(name => name.endsWith('.souk-part'))).to.deep.equal([])
    })

    it('is wrong use without a file, and with an option nobody knows', async () => {
      expect((await at(databaseUrl)('restore')).code).to.equal(2)
      expect((await at(databaseUrl)('restore', 'a', 'b')).code).to.equal(2)
      expect((await at(databaseUrl)('backup', '--over')).code).to.equal(2)
    })

    it('says what it can’t read or write', async () => {
      expect((await at(databaseUrl)('restore', '/nowhere/x')).err).to.equal(
        '/nowhere/x can’t be read: there is no such file.\n',
      )
      expect((await at(databaseUrl)('restore', folder)).err).to.match(/ is not a file\.\n$/)
      expect((await at('sqlite:/nowhere/souk.db')('backup')).err).to.match(
        /^There is no database \/nowhere\/souk\.db: /,
      )
      expect((await at(databaseUrl)('backup', '--to', '/proc/x')).err).to.match(
        /^\/proc\/x could not be written: /,
      )
    })
  })
})

const actsIn = async (url: string): Promise<string[]> => {
  const db = await openDb(url, migrations)
  const acts: string[] = await db.knex('activity').pluck('act')
  await db.close()
  return acts
}

const textOf = (file: string) => gunzipSync(readFileSync(file)).toString('utf8')

const linesOf = (file: string, wanted: string) => {
  let table = ''
  const rows: unknown[][] = []
  for (const line of textOf(file).trim().split('\n')) {
    const content = JSON.parse(line)
    if (!Array.isArray(content)) table = content.table ?? ''
    else if (table === wanted) rows.push(content)
  }
  return rows
}

/** One backup, spoiled in every way that comes to mind, and what is said of it. */
const damages = (good: Buffer) => {
  const text = gunzipSync(good).toString('utf8')
  const lines = text.trimEnd().split('\n')
  const changed = (change: (text: string) => string) => gzipSync(change(text))
  const header = (change: object) =>
    changed(all => all.replace(/^.*\n/, `${JSON.stringify({ ...JSON.parse(lines[0] ?? ''), ...change })}\n`))
  const flipped = Buffer.from(good)
  flipped[Math.floor(good.length / 2)] = (flipped[Math.floor(good.length / 2)] ?? 0) ^ 0xff
  return [
    { name: 'empty', bytes: Buffer.alloc(0), words: /not a backup|cut off/ },
    { name: 'something else', bytes: Buffer.from('hello'), words: /^It is not a backup of Souk\./ },
    { name: 'zipped something else', bytes: gzipSync('hello\n'), words: /^It is not a backup of Souk\./ },
    { name: 'other JSON', bytes: gzipSync('{"a":1}\n'), words: /^It is not a backup of Souk\./ },
    {
      name: 'cut in its middle',
      bytes: good.subarray(0, good.length / 2),
      words: /damaged \(it is cut off\)/,
    },
    { name: 'cut at its end', bytes: good.subarray(0, -1), words: /damaged \(it is cut off\)/ },
    { name: 'one byte changed', bytes: flipped, words: /^The backup is damaged/ },
    { name: 'one letter changed', bytes: changed(all => all.replace('Cleo', 'Chloe')), words: /check sum/ },
    {
      name: 'one row missing',
      bytes: changed(all => all.replace(/\n\["[^\n]*Cleo[^\n]*/, '')),
      words: /check sum/,
    },
    { name: 'its end missing', bytes: gzipSync(`${lines.slice(0, -1).join('\n')}\n`), words: /cut off/ },
    { name: 'twice', bytes: gzipSync(text + text), words: /something follows its end/ },
    {
      name: 'a table twice',
      bytes: changed(all => all.replace(/\n(\{"table":"roles"[^\n]*)/, '\n$1\n$1')),
      words: /a table comes twice/,
    },
    {
      name: 'a line without end',
      bytes: gzipSync(Buffer.concat([Buffer.from(`${lines[0]}\n`), Buffer.alloc(70 * 2 ** 20, 'x')])),
      words: /a line is too long/,
    },
    {
      name: 'not JSON inside',
      bytes: changed(all => all.replace('\n["', '\n["\n')),
      words: /a line can’t be read/,
    },
    {
      name: 'a short row',
      bytes: changed(all => all.replace(/\n\[[^\n]*Cleo[^\n]*/, '\n[1]')),
      words: /a row of operators/,
    },
    {
      name: 'of a newer form',
      bytes: header({ format: 2, version: '9.0.0' }),
      words: /^The backup was made by Souk 9\.0\.0, which is newer than this one: update Souk first\./,
    },
    {
      name: 'of newer tables',
      bytes: header({ version: '9.1.0', migrations: [...migrations.map(({ name }) => name), '999-x'] }),
      words: /made by Souk 9\.1\.0, which is newer/,
    },
    {
      name: 'of tables in another order',
      bytes: header({ migrations: ['002-activity', '001-operators'] }),
      words: /list of migrations/,
    },
    {
      name: 'without a list of migrations',
      bytes: header({ migrations: [] }),
      words: /its first line, at migrations/,
    },
  ]
}
