import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { newPage } from '../support/browser.ts'
import { type OperatorAtBrowser, operatorAt } from '../support/operator.ts'
import { type Souk, souk } from '../support/souk.ts'

describe('A panel that is left alone', function () {
  this.timeout(60_000)
  let whole: Souk
  let ada: OperatorAtBrowser
  let cleo: OperatorAtBrowser
  let asOf = ''

  before(async () => {
    whole = await souk()
    ada = operatorAt(await newPage(), whole)
    await ada.signIn('ada')
    await ada.open('/addons/french')
    await ada.logIn('olive')
    await ada.press('Install')
    await ada.page.getByRole('heading', { name: 'French is installed' }).waitFor()
    cleo = operatorAt(await newPage(), whole)
    await cleo.signIn('cleo')
    await cleo.choose('fr')
    await ada.open('/addons')
    asOf = /Catalogue as of (.*[AP]M)/.exec(await ada.text())?.[1] ?? 'no time'
  })
  after(async () => {
    await ada.page.context().close()
    await cleo.page.context().close()
    await whole.stop()
  })

  const bar = () => ada.page.locator('.news').innerText()
  const part = (name: string) => ada.page.getByRole('region', { name }).first().innerText()
  const staysUp = async () => {
    for (const path of ['/addons', '/addons/german', '/languages', '/profile', '/activity', '/status'])
      expect((await ada.open(path))?.status(), path).to.equal(200)
    await cleo.open('/addons')
    expect(await cleo.page.locator('html').getAttribute('lang')).to.equal('fr')
    expect(await cleo.heading()).to.match(/complémentaires/i)
  }

  it('by the catalogue stays up, and says from when its list is', async () => {
    await whole.leaveAlone('catalogue')
    await ada.open('/addons')
    await ada.press('Refresh')
    await ada.page.locator('#status', { hasText: 'The catalogue' }).waitFor()
    expect(await ada.names()).to.include('German')
    await staysUp()

    await ada.open('/addons')
    expect(await ada.text()).to.include(`Catalogue as of ${asOf}`)
    expect(await bar()).to.include(`The list of add-ons is from ${asOf}`)
    await ada.open('/status')
    expect(await part('List of add-ons'))
      .to.include('Out of date')
      .and.to.include(asOf)
    expect(await ada.text()).to.include('Out of reach')
  })

  it('by the catalogue installs nothing, says why, and leaves nothing behind', async () => {
    await ada.open('/addons/german')
    await ada.press('Install')
    await ada.page.getByRole('heading', { name: 'German could not be installed' }).waitFor()
    expect(await ada.text()).to.include('The catalogue at')
    expect(await leftOf('german')).to.deep.equal([])
  })

  it('by the client area too stays up, still connected; Login says that it is out of reach', async () => {
    await whole.leaveAlone('area')
    await staysUp()
    await ada.open('/addons/german')
    expect(await ada.text()).to.include('Connected as Olive Owner')

    await ada.page.getByRole('link', { name: 'Disconnect' }).click()
    await ada.press('Disconnect')
    await ada.page.waitForURL(/\/addons/)
    await ada.open('/addons/german')
    await ada.press('Login')
    expect(await ada.heading()).to.equal('The client area is out of reach')
    await staysUp()
  })

  it('recovers when they come back', async () => {
    await whole.bringBack()
    await ada.open('/addons')
    await ada.press('Refresh')
    await ada.page.locator('#status', { hasText: 'The list' }).waitFor()
    await ada.open('/status')
    expect(await ada.page.locator('.news').count()).to.equal(0)
    expect(await part('List of add-ons')).to.include('Up to date')
    expect(await ada.text()).not.to.include('Out of reach')
    await ada.open('/addons/german')
    // the client area knows her still, and asks nothing
    await ada.press('Login')
    await ada.page.getByRole('button', { name: 'Install' }).waitFor()
  })

  it('refuses an archive of which one byte was changed, with the reason, and leaves nothing behind', async () => {
    const archive = whole.published('releases/german/1.1.0/archive.tgz')
    const bytes = readFileSync(archive)
    const middle = bytes.length >> 1
    writeFileSync(archive, bytes.with(middle, (bytes[middle] ?? 0) ^ 1))
    await ada.open('/addons/german')
    await ada.press('Install')
    await ada.page.getByRole('heading', { name: 'German could not be installed' }).waitFor()
    expect(await ada.text()).to.include('are not the ones the vendor signed')
    expect(await leftOf('german')).to.deep.equal([])

    writeFileSync(archive, bytes)
    await ada.press('Try again')
    await ada.page.getByRole('heading', { name: 'German is installed' }).waitFor()
  })

  /** What there is of an add-on in the panel's folders and in its database. */
  const leftOf = async (slug: string) => {
    const folder = join(whole.panel.dataDir, 'panel')
    const areas = ['staging', 'downloads', 'trash', `addons/${slug}`].filter(area =>
      existsSync(join(folder, area)),
    )
    const files = await Promise.all(areas.map(area => readdir(join(folder, area))))
    const installation = await whole.panel.services.installations.find(slug)
    return [...files.flat(), ...(installation ? [installation.addon] : [])]
  }
})
