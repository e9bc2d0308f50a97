import { expect } from 'chai'
import { after, afterEach, before, describe, it } from 'mocha'
import { z } from 'zod'
import { commandLine, soukItself } from '../../marketplace/activity.ts'
import { codeMarket, until } from '../support/code-panel.ts'
import { codeSample, postbox } from '../support/code-samples.ts'
import { eachDatabaseUrl } from '../support/databases.ts'
import type { TestPanel } from '../support/panel.ts'

const counter = codeSample(
  'counter',
  `export default {
    hooks: { async request({ path }, souk) { return { json: await souk.storage.list('') } } },
    events: { 'message.received': ({ message }, souk) => souk.storage.set('heard ' + message.id + ' ' + Math.random(), 1) },
    schedule: ({ at }, souk) => souk.storage.set('due ' + at + ' ' + Math.random(), 1),
  }`,
  { rights: { publicAddress: true, events: ['message.received'], schedule: '* * * * *', storage: 100_000 } },
)

describe('Two panels on one database', function () {
  this.timeout(60_000)
  let market: Awaited<ReturnType<typeof codeMarket>>
  let panels: TestPanel[] = []
  let ahead = 0
  const now = () => new Date(Date.now() + ahead)
  before(async () => {
    market = await codeMarket([postbox, counter])
  })
  after(() => market.close())
  afterEach(async () => {
    for (const panel of panels.toReversed()) await panel.stop()
    panels = []
  })

  eachDatabaseUrl((_name, url) => {
    const open = async () => {
      const databaseUrl = await url()
      const one = await market.panelWith(['postbox', 'counter'], { databaseUrl, now })
      const { dataDir } = one
      const other = await market.panelWith([], { databaseUrl, dataDir, seeded: false, now })
      panels = [one, other]
      return { one, other }
    }
    const status = async (panel: TestPanel) => (await panel.visitor().fetch('/hooks/counter')).status
    // each time from another network, so that it is not asked too often
    let networks = 0
    const kept = async ({ services }: TestPanel, about: string) => {
      const asked = {
        method: 'GET',
        url: '',
        path: '/',
        query: {},
        headers: {},
        body: '',
        form: {},
        visitor: '',
      }
      const reply = await services.code.hook('counter', `network ${++networks}`, asked)
      const rows: unknown = reply.kind === 'answer' && 'json' in reply.answer ? reply.answer.json : []
      return z
        .array(z.object({ key: z.string() }))
        .parse(rows)
        .filter(({ key }) => key.startsWith(about))
    }

    it('tell an add-on each event once, and call it on time once', async () => {
      const { one, other } = await open()
      for (let n = 0; n < 20; n++) {
        const body = new URLSearchParams({ from: `customer ${n}`, text: 'Hello', id: `${n}` })
        await (n % 2 ? one : other).visitor().fetch('/hooks/postbox/in', { method: 'POST', body })
      }
      // settled before the clock jumps: what somebody takes up is his for a minute
      await until(
        () => one.services.code.deliveries('counter'),
        ({ done }) => done === 20,
        20_000,
      )
      for (let minute = 0; minute < 3; minute++) {
        const known = (await kept(other, 'due')).length
        ahead += 60_000
        await until(
          () => kept(other, 'due'),
          keys => keys.length > known,
        )
      }
      expect((await kept(other, 'heard')).length).to.equal(20)
      const minutes = (await kept(one, 'due')).map(({ key }) => key.split(' ')[1])
      expect(minutes).to.deep.equal([...new Set(minutes)])
    })

    it('are both in safe mode at once, and both end what is switched off', async () => {
      const { one, other } = await open()
      expect([await status(one), await status(other)]).to.deep.equal([200, 200])
      await other.services.code.safeMode.on(commandLine)
      await until(
        () => one.services.code.doing('counter'),
        doing => doing === undefined,
      )
      expect([await status(one), await status(other)]).to.deep.equal([503, 503])
      await one.services.code.safeMode.off('as now', commandLine)
      await until(
        () => status(other),
        code => code === 200,
      )
      const off = await one.services.manage.deactivate('counter', soukItself)
      if (off.kind === 'begun') await one.services.operations.ended(off.operation.id, 5_000)
      await until(
        () => other.services.code.doing('counter'),
        doing => doing === undefined,
      )
      expect([await status(one), await status(other)]).to.deep.equal([410, 410])
    })
  })
})
