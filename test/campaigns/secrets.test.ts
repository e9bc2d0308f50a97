import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { operatorCommands } from '../../cli/souk.ts'
import { runCommand } from '../../cli/command.ts'
import { openDb } from '../../db/index.ts'
import { migrations } from '../../db/migrations/index.ts'
import { logInto } from '../support/connected.ts'
import { startPanel, type TestPanel } from '../support/panel.ts'

describe('What must not be told', () => {
  let panel: TestPanel
  const lines: string[] = []
  before(async () => {
    panel = await startPanel({ log: logInto(lines) })
  })
  after(() => panel.stop())

  /** The database refuses every write to this table from now on. */
  const breakTable = async (table: string) => {
    const db = await openDb(panel.services.settings.databaseUrl, migrations)
    for (const act of ['insert', 'update'])
      await db.knex.raw(
        `create trigger broken_${act}_${table} before ${act} on ${table} begin select raise(fail, 'broken'); end`,
      )
    await db.close()
  }

  it('stays out of page and log when the database fails: password hashes, sessions, e-mail addresses', async () => {
    const ada = await panel.as('ada')
    await breakTable('operators')
    const added = await ada.post('/operators', {
      email: 'someone-secret@example.com',
      name: 'Someone Secret',
      password: 'a long enough password',
    })
    await breakTable('sessions')
    // its page is true all the same, though its session can't be kept
    const begun = await panel.visitor().fetch('/sign-in')
    expect([added.status, begun.status]).to.deep.equal([500, 200])

    const log = lines.join('\n')
    expect(log).to.include('request failed').and.include('broken').and.include('insert into `operators`')
    expect(log).to.include('insert into `sessions`')
    for (const told of [log, added.html, begun.html])
      expect(told).not.to.match(/argon2|someone-secret|Someone Secret|csrfToken|long enough/i)
    for (const page of [added.html, begun.html])
      expect(page).not.to.match(/insert into|SQLITE|souk\.db|node_modules/i)
    expect(log).not.to.include([...ada.cookies.values()][0])
  })

  it('steers no terminal and forges no line, whatever a text from outside holds', async () => {
    const { services } = panel
    await services.activity.record({
      operatorId: null,
      operator: 'Eve\u001b[2J\u009b31m\u202e',
      act: 'addon.install',
      result: 'failed',
      detail: 'first\n2027-01-01T00:00:00Z  Ada  addon.uninstall  done',
    })
    const printed = async (...words: string[]) => {
      let out = ''
      const io = { out: (text: string) => void (out += text), err: () => {}, interactive: false }
      const env = { DATABASE_URL: services.settings.databaseUrl, DATA_DIR: panel.dataDir }
      expect(await runCommand('souk', operatorCommands, words, { ...io, env })).to.equal(0)
      return out
    }
    const text = await printed('activity', '--limit', '1')
    expect(text)
      .to.include('Eve\\u001b[2J\\u009b31m\\u202e')
      .and.match(/^[^\n]*\n$/)
    const [line] = JSON.parse(await printed('activity', '--limit', '1', '--json')) as { operator: string }[]
    expect(line?.operator).to.equal('Eve\u001b[2J\u009b31m\u202e')
  })
})
