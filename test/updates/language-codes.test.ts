import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import type { Client } from '../support/client.ts'
import { eachDatabaseUrl } from '../support/databases.ts'
import { customerOf, type Market, market } from '../support/market.ts'
import type { TestPanel } from '../support/panel.ts'
import { german, languagePack } from '../support/samples.ts'
import { endOf, installVersion, update } from '../support/updating.ts'

const renamed = { language: { code: 'de-DE', direction: 'ltr', name: 'Deutsch' } }
const samples = [
  german,
  { ...german, version: '1.1.0', manifest: { ...german.manifest, ...renamed } },
  languagePack('swabian', 'de', 'Schwäbisch', { 'layout.sign-out': 'Ade' }),
]
const actor = { operatorId: null, operator: 'Ada' }

describe('A language pack that gives its language another code', function () {
  this.timeout(60_000)
  let shop: Market
  before(async () => {
    shop = await market(samples)
  })
  after(() => shop.close())

  eachDatabaseUrl((name, url) => {
    let panel: TestPanel
    let ada: Client
    before(async () => {
      panel = await customerOf(shop, { databaseUrl: await url() })
      await installVersion(panel, 'german', '1.0.0')
      ada = await panel.as('ada')
      await ada.get('/profile')
      await ada.press('Save', { language: 'de' })
      await ada.post('/languages/german/default')
    })
    after(() => panel.stop())

    /** What somebody reads who chose it, and somebody who chose nothing; and which one is refused as the default. */
    const spoken = async () => {
      const pages = [await ada.get('/profile'), await (await panel.as('ben')).get('/profile')]
      const refused = await panel.services.manage.deactivate('german', actor)
      const [chosen] = (await panel.services.operators.list()).filter(one => one.email === 'ada@example.com')
      return {
        lang: pages.map(({ html }) => /<html lang="([^"]*)"/.exec(html)?.[1]),
        chosen: chosen?.language,
        isDefault: refused.kind === 'refused' && refused.why.code === 'default-language',
      }
    }
    const as = (code: string) => ({ lang: [code, code], chosen: code, isDefault: true })
    const goBack = async () => {
      await panel.services.updates.rollback('german', actor)
      return endOf(panel, 'german', 'rollback')
    }

    it(`takes along whoever chose the former one, and the default, on ${name}`, async () => {
      expect(await spoken()).to.deep.equal(as('de'))
      expect(await update(panel, 'german', '1.1.0')).to.include({ state: 'done', failure: null })
      expect(await spoken()).to.deep.equal(as('de-DE'))
    })

    it(`stays where another pack has taken up the former one since, and says which, on ${name}`, async () => {
      await installVersion(panel, 'swabian', '1.0.0')
      const back = await goBack()
      expect(back).to.include({ state: 'failed' })
      expect(back?.failure).to.deep.equal({
        code: 'language-taken',
        values: { code: 'de', other: 'Swabian' },
      })
      expect(await spoken()).to.deep.equal(as('de-DE'))
      const gone = await panel.services.manage.uninstall('swabian', 'delete', actor)
      if (gone.kind === 'begun') await panel.services.operations.ended(gone.operation.id, 10_000)
    })

    it(`takes them back on the way back, on ${name}`, async () => {
      expect(await goBack()).to.include({ state: 'done', failure: null })
      expect(await spoken()).to.deep.equal(as('de'))
    })
  })
})
