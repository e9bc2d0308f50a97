import { expect } from 'chai'
import { describe, it } from 'mocha'
import { backUp, restore } from '../../config/backups.ts'
import { openDb } from '../../db/index.ts'
import { migrations } from '../../db/migrations/index.ts'
import { installChannel, writeTo } from '../support/inbox.ts'
import { startPanel } from '../support/panel.ts'
import { createDatabase, dropDatabase } from '../support/postgres.ts'
import { install, keptFresh, restoredDesk } from '../support/restored-desk.ts'

describe('A help desk that was restored into another database', function () {
  this.timeout(60_000)
  const { desk, settings, at, opened, file, make, onAnotherMachine } = restoredDesk()

  it('is the same on PostgreSQL, and on SQLite again after that', async () => {
    await install(desk().services, 'french')
    await desk().buy('japanese', 'monthly')
    await installChannel(desk().panel)
    const { conversation } = await writeTo(desk().services.inbox, { text: 'Où est mon colis ?' })
    await desk().services.inbox.tag(conversation, 'colis')
    const databaseUrl = await createDatabase()
    opened.push({ close: () => dropDatabase(databaseUrl) })
    await make()
    const onServer = await onAnotherMachine({ databaseUrl })
    await keptFresh(onServer)
    await backUp({ ...settings(), databaseUrl }, new Date(), at('back.jsonl.gz'))
    await onServer.close()
    opened.pop()

    const back = { dataDir: at('back'), databaseUrl: `sqlite:${at('back', 'souk.db')}` }
    await restore({ ...settings(), ...back }, at('back.jsonl.gz'), {
      replace: false,
      now: () => new Date(),
    })
    const { services, recover, close } = await desk().second(back)
    opened.push({ close })
    await recover()
    await services.refreshCatalogue()
    await services.entitlements.sync()
    expect((await services.installations.all()).map(({ addon, active }) => [addon, active])).to.deep.equal([
      ['french', true],
      ['japanese', true],
      ['web-form', true],
    ])
    const found = await services.inbox.list({ words: 'colis', state: 'all', channel: '', tag: 'colis' }, 1)
    expect(found.conversations.map(({ id }) => id)).to.deep.equal([conversation])
    expect(await services.connection.current()).to.include({ place: 'at home' })
    expect(await desk().charges()).to.deep.equal(['japanese 400 USD monthly'])
  })

  it('goes on numbering what its pages are remembered by, where it took the place of another database', async () => {
    await make()
    const databaseUrl = `sqlite:${at('used.db')}`
    const used = await startPanel({ databaseUrl, dataDir: at('used') })
    await used.stop()
    const standing = await openDb(databaseUrl, migrations)
    await standing.knex('revisions').update({ number: 77 })
    await standing.close()
    await restore({ ...settings(), databaseUrl }, file(), { replace: true, now: () => new Date() })
    const restored = await openDb(databaseUrl, migrations)
    for (const { number } of await restored.knex('revisions')) expect(number).to.be.above(77)
    await restored.close()
  })
})
