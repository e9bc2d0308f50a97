import { existsSync } from 'node:fs'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { openDb } from '../../db/index.ts'
import { migrations } from '../../db/migrations/index.ts'
import { adaHerself, installChannel, writeTo } from '../support/inbox.ts'
import { install, keptFresh, restoredDesk } from '../support/restored-desk.ts'
import { languagePack } from '../support/samples.ts'

describe('A help desk that was restored from a backup', function () {
  this.timeout(60_000)
  const { shop, desk, settings, at, make, elsewhere, onAnotherMachine } = restoredDesk()

  it('fetches every release that is missing on its disk, once it has read the list again', async () => {
    await install(desk().services, 'french')
    await desk().buy('japanese', 'monthly')
    await make()
    const moved = await onAnotherMachine()
    const { services } = moved
    // the list of add-ons is not there yet: nothing is fetched, nothing is given up
    expect((await services.installations.all()).map(({ altered }) => altered)).to.deep.equal([true, true])
    expect(await services.operations.openAll()).to.deep.equal([])

    await keptFresh(moved)
    const found = await services.installations.all()
    expect(found.map(({ addon, active, altered }) => [addon, active, altered])).to.deep.equal([
      ['french', true, false],
      ['japanese', true, false],
    ])
    for (const slug of ['french', 'japanese'])
      expect(
        existsSync(at('elsewhere/addons', slug, '1.0.0/files/messages.json')) ||
          existsSync(at('elsewhere/addons', slug, '1.0.0/messages.json')),
      ).to.equal(true)
    expect((await services.languages.choices(0)).map(({ code }) => code)).to.include.members(['fr', 'ja'])
    expect(await desk().charges()).to.deep.equal(['japanese 400 USD monthly'])
  })

  it('sends no reply for the second time: what was waiting is for an operator to decide', async () => {
    const { inbox } = desk().services
    await installChannel(desk().panel)
    const { conversation } = await writeTo(inbox)
    await inbox.reply(conversation, { text: 'It is on its way.' }, adaHerself)
    const { conversation: other } = await writeTo(inbox)
    await make()
    const { services, told } = await onAnotherMachine()
    expect(told.unsent).to.equal(1)
    const [, reply] = (await services.inbox.messages(conversation)).messages
    expect(reply).to.include({ state: 'failed' })
    expect(reply?.why).to.match(/may have been sent/)
    expect(await services.inbox.waitingFor('web-form')).to.deep.equal([])
    expect(await services.inbox.find(conversation)).to.include({ wants: 'retry' })
    expect(await services.inbox.find(other)).to.include({ wants: 'answer' })
  })

  it('runs the release it ran, where the backup was made in the middle of an update', async () => {
    await install(desk().services, 'french')
    const db = await openDb(settings().databaseUrl, migrations)
    const previous = JSON.stringify({
      version: '0.9.0',
      generation: 1,
      settings: {},
      active: true,
      at: 'x',
      by: 'Ada',
    })
    await db.knex('installations').update({ generation: 2, moving: 'operation', previous })
    const release = await db.knex('releases').first()
    await db.knex('releases').insert([
      { ...release, version: '0.9.0' },
      { ...release, version: '2.0.0' },
    ])
    for (const generation of [1, 2, 3])
      await db.knex('addon_storage').insert({ addon: 'french', generation, key: 'k', value: '1', bytes: 2 })
    const watch = { addon: 'french', operation: 'o', from_version: '0.9.0', to_version: '1.0.0' }
    await db
      .knex('update_watches')
      .insert({ ...watch, since: 'x', until: 'x', ran_at: 'x', calls: 0, failures: 0 })
    await db.close()
    await make()

    await onAnotherMachine()
    const restored = await openDb(elsewhere().databaseUrl, migrations)
    expect(await restored.knex('installations').first()).to.include({
      version: '1.0.0',
      moving: null,
      previous,
    })
    expect(await restored.knex('releases').orderBy('version').pluck('version')).to.deep.equal([
      '0.9.0',
      '1.0.0',
    ])
    expect(await restored.knex('addon_storage').orderBy('generation').pluck('generation')).to.deep.equal([
      1, 2,
    ])
    expect(await restored.knex('update_watches')).to.deep.equal([])
    await restored.close()
  })

  it('asks whether it moved or is a copy where its address is another one, and asks the client area nothing before', async () => {
    await desk().buy('japanese', 'monthly')
    await make()
    const publicUrl = new URL('https://other.example')
    const moved = await onAnotherMachine({ publicUrl })
    expect(moved.told).to.include({ moved: true, login: 'stands' })
    expect(await moved.services.connection.current()).to.include({ place: 'moved or copy' })
  })

  it('refuses a list that is older than the newest one it had seen, although its disk is empty', async () => {
    const replay = await shop().remember()
    await shop().publish(languagePack('german', 'de', 'Deutsch', {}))
    await desk().services.refreshCatalogue()
    await make()
    await replay()
    const { services } = await onAnotherMachine()
    expect(await services.refreshCatalogue()).to.include({ kind: 'failed', reason: 'rollback' })
    await shop().publish(
      languagePack('german', 'de', 'Deutsch', {}),
      languagePack('spanish', 'es', 'Español', {}),
    )
    expect(await services.refreshCatalogue()).to.include({ kind: 'fresh' })
  })
})
