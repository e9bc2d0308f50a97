import { expect } from 'chai'
import { after, afterEach, before, describe, it } from 'mocha'
import { codeMarket, until } from '../support/code-panel.ts'
import { codeSample } from '../support/code-samples.ts'
import type { PanelOptions, TestPanel } from '../support/panel.ts'
import { endOf, installVersion, update } from '../support/updating.ts'

const rights = { publicAddress: true, storage: 4000 }
const settings = (more: object) => ({
  type: 'object',
  properties: { word: { type: 'string', title: 'Word', default: 'Hi' }, ...more },
})
const counting = (version: string, more = '') => `
  hooks: { async request({ path }, souk) {
    if (path === '/add') await souk.storage.set('count', ((await souk.storage.get('count')) ?? 0) + 1)
    return { json: { version: '${version}', kept: await souk.storage.list(''), settings: souk.settings } }
  } },${more}`
const one = (slug: string) =>
  codeSample(slug, `export default {${counting('1.0.0')}}`, {
    rights,
    settings: settings({ old: { type: 'string', title: 'Old', default: 'x' } }),
  })
const next = (slug: string, main: string, more: object = {}) =>
  codeSample(slug, `export default {${main}}`, {
    version: '1.1.0',
    rights: { ...rights, ...more },
    settings: settings({ tone: { type: 'string', title: 'Tone', default: 'kind' } }),
  })

const samples = [
  one('counter'),
  next(
    'counter',
    counting(
      '1.1.0',
      `
    async migrate({ from }, souk) {
      await souk.storage.set('counted', { from, count: await souk.storage.get('count') })
      await souk.storage.delete('count')
    },`,
    ),
  ),
  one('clumsy'),
  next(
    'clumsy',
    counting(
      '1.1.0',
      `
    async migrate(_, souk) { await souk.storage.set('count', 'ruined'); throw new Error('cannot read the counts') },`,
    ),
  ),
  one('outgoing'),
  next(
    'outgoing',
    counting(
      '1.1.0',
      `
    async migrate(_, souk) {
      const codes = []
      for (const ask of [() => souk.notify({ text: 'loud' }), () => souk.http({ url: 'https://api.example.com/' })])
        codes.push(await ask().then(() => 'done', error => error.code))
      await souk.storage.set('codes', codes)
    },`,
    ),
  ),
  one('shaky'),
  next(
    'shaky',
    `hooks: { async request(_, souk) { await souk.storage.set('count', -1); throw new Error('it shakes') } }`,
  ),
  one('greedy'),
  next('greedy', counting('1.1.0'), { hosts: ['api.example.com'] }),
]

describe('Updating an add-on that runs code', function () {
  this.timeout(60_000)
  let market: Awaited<ReturnType<typeof codeMarket>>
  const panels: TestPanel[] = []
  before(async () => {
    market = await codeMarket(samples)
  })
  after(() => market.close())
  afterEach(async () => {
    for (const panel of panels.splice(0)) await panel.stop()
  })

  const open = async (slug: string, options: PanelOptions = {}) => {
    const panel = await market.panelWith([], options)
    panels.push(panel)
    expect(await installVersion(panel, slug, '1.0.0')).to.include({ state: 'done' })
    return panel
  }
  const ask = async (panel: TestPanel, slug: string, path = '') => {
    const { status, html } = await panel.visitor().fetch(`/hooks/${slug}${path}`)
    return status === 200 ? JSON.parse(html) : status
  }
  // a panel that is slow to answer may have counted all the same
  const countTo = (panel: TestPanel, slug: string, wanted: number) =>
    until(
      async () => {
        const count = (await ask(panel, slug)).kept?.[0]?.value ?? 0
        if (count < wanted) await ask(panel, slug, '/add')
        return count
      },
      count => count === wanted,
      30_000,
    )
  const installed = (panel: TestPanel, slug: string) => panel.services.installations.find(slug)

  it('keeps settings and what it keeps, brought up to date by the new release', async () => {
    const panel = await open('counter')
    await countTo(panel, 'counter', 2)
    expect(await update(panel, 'counter', '1.1.0')).to.include({ state: 'done', failure: null })
    expect(await ask(panel, 'counter')).to.deep.equal({
      version: '1.1.0',
      kept: [{ key: 'counted', value: { from: '1.0.0', count: 2 } }],
      settings: { word: 'Hi' },
    })
    const now = await installed(panel, 'counter')
    expect(now).to.deep.include({ version: '1.1.0', active: true, moving: null, generation: 2 })
    expect(now?.previous).to.include({ version: '1.0.0', generation: 1, by: 'Ada' })
  })

  it('goes back to the kept release, and to what the add-on kept then', async () => {
    const panel = await open('counter')
    await countTo(panel, 'counter', 1)
    await update(panel, 'counter', '1.1.0')
    await panel.services.updates.rollback('counter', { operatorId: null, operator: 'Ada' })
    expect(await endOf(panel, 'counter', 'rollback')).to.include({ state: 'done', failure: null })
    expect(await ask(panel, 'counter')).to.deep.include({
      version: '1.0.0',
      kept: [{ key: 'count', value: 1 }],
    })
    expect(await installed(panel, 'counter')).to.deep.include({
      version: '1.0.0',
      previous: null,
      generation: 1,
    })
    expect(await panel.services.installations.release('counter', '1.1.0')).to.equal(undefined)
  })

  it('leaves the old release running, untouched, where the new one fails its rehearsal', async () => {
    const panel = await open('clumsy')
    await countTo(panel, 'clumsy', 1)
    const failed = await update(panel, 'clumsy', '1.1.0')
    expect(failed).to.deep.include({ state: 'failed', stage: 'rehearse' })
    expect('failure' in failed && failed.failure).to.deep.include({ code: 'rehearsal-failed' })
    expect(await ask(panel, 'clumsy', '/add')).to.deep.include({
      version: '1.0.0',
      kept: [{ key: 'count', value: 2 }],
    })
    expect(await installed(panel, 'clumsy')).to.include({ version: '1.0.0', moving: null, previous: null })
    expect(await panel.services.installations.release('clumsy', '1.1.0')).to.equal(undefined)
  })

  it('asks nothing outside while it is tried', async () => {
    const panel = await open('outgoing')
    await update(panel, 'outgoing', '1.1.0')
    const { kept } = await ask(panel, 'outgoing')
    expect(kept).to.deep.equal([{ key: 'codes', value: ['out of reach', 'out of reach'] }])
  })

  it('is put back by itself where the new release fails in its first minute, and says why', async () => {
    const panel = await open('shaky')
    await countTo(panel, 'shaky', 1)
    expect(await update(panel, 'shaky', '1.1.0')).to.include({ state: 'done' })
    for (const _ of [1, 2, 3]) await ask(panel, 'shaky')
    expect(await endOf(panel, 'shaky', 'put-back')).to.include({ state: 'done', operator: 'Souk' })
    expect(
      await until(
        () => ask(panel, 'shaky'),
        found => typeof found === 'object',
      ),
    ).to.deep.include({
      version: '1.0.0',
      kept: [{ key: 'count', value: 1 }],
    })
    const { putBack } = await panel.services.updates.wishesFor('shaky')
    expect(putBack).to.deep.include({ version: '1.1.0', to: '1.0.0' })
    expect(JSON.stringify(putBack?.why)).to.include('it shakes')
    expect(await installed(panel, 'shaky')).to.include({ version: '1.0.0', active: true })
  })

  it('is refused where it asks for more than was accepted, and done where that was accepted by name', async () => {
    const panel = await open('greedy')
    const refused = await update(panel, 'greedy', '1.1.0')
    expect(refused).to.deep.include({ kind: 'refused' })
    expect('why' in refused && refused.why.code).to.equal('rights-not-accepted')
    expect(await update(panel, 'greedy', '1.1.0', ['host:api.example.com'])).to.include({ state: 'done' })
  })

  it('stays switched off where it was', async () => {
    const panel = await open('counter')
    const managed = await panel.services.manage.deactivate('counter', { operatorId: null, operator: 'Ada' })
    if (managed.kind === 'begun') await panel.services.operations.ended(managed.operation.id, 10_000)
    expect(await update(panel, 'counter', '1.1.0')).to.include({ state: 'done' })
    expect(await installed(panel, 'counter')).to.include({ version: '1.1.0', active: false })
    expect(await ask(panel, 'counter')).to.equal(410)
  })

  it('loses nothing that the add-on keeps while it is rehearsed', async () => {
    const panel = await open('counter')
    const updating = update(panel, 'counter', '1.1.0')
    let kept = 0
    for (let isOver = false; !isOver; ) {
      const answer = await ask(panel, 'counter', '/add')
      isOver = answer?.version === '1.1.0'
      if (answer?.version === '1.0.0') kept = answer.kept[0].value
    }
    expect(await updating).to.include({ state: 'done' })
    const { kept: found } = await ask(panel, 'counter')
    const counted = found.find(({ key }: { key: string }) => key === 'counted')
    expect(counted.value.count).to.equal(kept)
  })
})
