import { expect } from 'chai'
import { describe, it } from 'mocha'
import { codeLogIn } from '../../db/code-log.ts'
import { noticesIn } from '../../db/code-notices.ts'
import { secretSettingsIn } from '../../db/code-secrets.ts'
import { addonStorageIn } from '../../db/code-storage.ts'
import { addonDataIn } from '../../db/code-stores.ts'
import { installationsIn } from '../../db/installations.ts'
import { migrations } from '../../db/migrations/index.ts'
import { vaultWith } from '../../gateways/vault.ts'
import type { LogLine } from '../../marketplace/code.ts'
import { type KeptLine, logKeeping, type LogStore } from '../../marketplace/code/log-keeping.ts'
import { eachDatabase } from '../support/databases.ts'
import { installation } from '../support/installation.ts'

const at = '2026-11-22T08:00:00.000Z'
const line = (text: string, more: Partial<KeptLine> = {}): KeptLine => ({
  addon: 'chatty',
  at: new Date(at),
  level: 'info',
  text,
  ...more,
})
const textsOf = (lines: readonly LogLine[]) => lines.map(({ text }) => text)

describe('What is kept of add-ons that run code', () => {
  eachDatabase((_, open) => {
    const stored = async () => {
      const db = await open(migrations)
      for (const addon of ['chatty', 'quiet'])
        await installationsIn(db.knex).put(installation({ addon, name: addon }))
      return { db, log: codeLogIn(db) }
    }

    it('are its last lines in their order, of each add-on its own', async () => {
      const { log } = await stored()
      await log.add([line('one'), line('x', { addon: 'quiet', level: 'warn' }), line('two')], 3)
      await log.add([line('three\0'), line('four')], 3)
      expect(textsOf(await log.lines('chatty', 3))).to.deep.equal(['two', 'three\ufffd', 'four'])
      expect(await log.lines('quiet', 3)).to.deep.equal([
        { at: new Date(at), level: 'warn', text: 'x', isTrouble: false },
      ])
    })

    it('is its last trouble, however much was written since', async () => {
      const { db, log } = await stored()
      await log.add([line('first', { isTrouble: true }), line('bad', { isTrouble: true, level: 'error' })], 3)
      for (const text of ['a', 'b', 'c', 'd', 'e']) await log.add([line(text)], 3)
      expect(textsOf(await log.lines('chatty', 3))).to.deep.equal(['c', 'd', 'e'])
      expect((await log.lastTrouble('chatty'))?.text).to.equal('bad')
      expect(await db.knex('code_log').where({ addon: 'chatty' })).to.have.length(4)
      expect(await log.lastTrouble('quiet')).to.equal(undefined)
    })

    it('is nothing of what is not installed, or is no more', async () => {
      const { db, log } = await stored()
      await log.add([line('x', { addon: 'gone' }), line('y')], 3)
      expect(await log.lines('gone', 3)).to.deep.equal([])
      await addonDataIn(db.knex).remove('chatty', { keepsOwn: true, generation: 1 })
      expect(await log.lines('chatty', 3)).to.deep.equal([])
    })

    it('is no data and no notice that come when it is gone', async () => {
      const { db } = await stored()
      const [storage, notices] = [addonStorageIn(db), noticesIn(db)]
      const notice = { id: 'a', tone: 'info' as const, text: 'x', at }
      for (const [addon, isKept] of [
        ['chatty', true],
        ['gone', false],
      ] as const) {
        const shelf = { addon, generation: 1 }
        expect(await storage.set(shelf, 'a', 1, 100), addon).to.equal(isKept ? 'kept' : 'moved')
        expect(await notices.put({ addon, ...notice }, 3), addon).to.equal(isKept)
        expect((await storage.used(shelf)) > 0, addon).to.equal(isKept)
      }
      expect((await notices.since(at)).map(({ addon }) => addon)).to.deep.equal(['chatty'])
    })

    it('are its secrets, sealed, until they are taken away', async () => {
      const { db } = await stored()
      const secrets = secretSettingsIn(db.knex, vaultWith(Buffer.alloc(32, 7).toString('base64')))
      await secrets.put('chatty', 'key', 'one')
      await secrets.put('chatty', 'key', 'two')
      expect(await secrets.value('chatty', 'key')).to.equal('two')
      expect(await secrets.names('quiet')).to.deep.equal([])
      await secrets.put('chatty', 'key', null)
      expect(await secrets.names('chatty')).to.deep.equal([])
    })
  })
})

describe('Lines of add-ons', () => {
  const keeping = () => {
    const writes: number[] = []
    const wrong: unknown[] = []
    let fails = false
    const store: LogStore = {
      async add(lines) {
        if (fails) throw new Error('the disk is full')
        writes.push(lines.length)
      },
      lines: async () => [],
      lastTrouble: async () => undefined,
    }
    return { writes, wrong, fail: () => (fails = true), logs: logKeeping(store, error => wrong.push(error)) }
  }

  it('are stored many at a time, and of a flood the last two hundred', async () => {
    const { logs, writes } = keeping()
    for (let i = 0; i < 10_000; i++) logs.write('chatty', line(String(i)))
    logs.write('quiet', line('x'))
    expect(writes).to.deep.equal([])
    await logs.lines('chatty')
    expect(writes).to.deep.equal([201])
    await logs.close()
    expect(writes).to.deep.equal([201])
  })

  it('say what went wrong before they are stored, and cost nothing else when they cannot be', async () => {
    const { logs, wrong, fail } = keeping()
    logs.write('chatty', line('bad', { isTrouble: true }))
    logs.write('chatty', line('good'))
    expect((await logs.lastTrouble('chatty'))?.text).to.equal('bad')
    fail()
    expect(await logs.lines('chatty')).to.deep.equal([])
    expect(wrong).to.have.length(1)
    await logs.close()
  })
})
