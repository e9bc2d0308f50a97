import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { releaseOf } from '../marketplace/releases.ts'
import { type PublishedCatalogue, publishedCatalogue } from './support/catalogue.ts'
import type { Client } from './support/client.ts'
import { french, german } from './support/samples.ts'
import { startPanel, type TestPanel } from './support/panel.ts'

describe('A release that the vendor withdraws', function () {
  this.timeout(30_000)
  let catalogue: PublishedCatalogue
  let panel: TestPanel
  let ada: Client
  const actor = { operatorId: null, operator: 'Ada' }

  before(async () => {
    catalogue = await publishedCatalogue([french, german])
    panel = await startPanel({ catalogueUrl: catalogue.url, catalogueRoot: catalogue.root })
    await panel.services.refreshCatalogue()
    for (const slug of ['french', 'german']) await install(slug)
    ada = await panel.as('ada')
  })
  after(async () => {
    await panel.stop()
    await catalogue.close()
  })

  const install = async (slug: string) => {
    const addon = await panel.services.addons.find(slug)
    const release = addon && releaseOf(addon, '1.0.0')
    if (!addon || !release) throw new Error(`${slug} is not in the list`)
    const begun = await panel.services.installRelease(addon, release, actor)
    if (begun.kind === 'refused') throw new Error(JSON.stringify(begun.why))
    await panel.services.operations.ended(begun.operation.id, 10_000)
  }

  it('runs on when the vendor only advises against it, and every page says so', async () => {
    await catalogue.withdraw('german', '1.0.0', 'advise')
    await panel.services.refreshCatalogue()
    expect((await panel.services.installations.find('german'))?.active).to.equal(true)
    expect((await ada.get('/profile')).text).to.contain(
      'The vendor advises against German 1.0.0: It was broken.',
    )
  })

  it('is switched off when it must stop, English first where it was the default language', async () => {
    await panel.services.manage.makeDefault('french', actor)
    await catalogue.withdraw('french', '1.0.0', 'stop')
    await panel.services.refreshCatalogue()
    const stopping = await panel.services.operations.latestFor('french')
    await panel.services.operations.ended(stopping?.id ?? '', 10_000)
    expect((await panel.services.installations.find('french'))?.active).to.equal(false)
    const page = await ada.get('/profile')
    expect(page.html).to.contain('lang="en"')
    expect(page.text).to.contain('The vendor withdrew French 1.0.0, so it is switched off: It was broken.')
  })

  it('cannot be activated again, and its row says so', async () => {
    const grid = await ada.get('/languages')
    expect(grid.text).to.contain('The vendor withdrew French 1.0.0, so it may not run.')
    const answer = await ada.press('Activate')
    expect(answer.text).to.contain('The vendor withdrew French 1.0.0, so it may not run.')
    expect((await panel.services.installations.find('french'))?.active).to.equal(false)
  })

  it('is recorded as the act of Souk itself', async () => {
    const { html } = await ada.fetch('/activity.json')
    const acts = JSON.parse(html) as { operator: string; act: string; addon: string; result: string }[]
    expect(acts.filter(({ operator }) => operator === 'Souk').map(({ act }) => act)).to.include.members([
      'language.default',
      'addon.deactivate',
    ])
  })
})
