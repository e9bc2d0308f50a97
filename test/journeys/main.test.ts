import { expect } from 'chai'
import { complaintsOf, newPage } from '../support/browser.ts'
import { type OperatorAtBrowser, operatorAt } from '../support/operator.ts'
import { type Souk, souk } from '../support/souk.ts'

for (const javaScript of [true, false])
  describe(`The main job in a browser ${javaScript ? 'with' : 'without'} JavaScript`, function () {
    this.timeout(60_000)
    let whole: Souk
    let ada: OperatorAtBrowser
    let complaints: string[]

    before(async () => {
      whole = await souk()
      const page = await newPage({ javaScript })
      complaints = complaintsOf(page)
      ada = operatorAt(page, whole)
      await ada.signIn('ada')
    })
    after(async () => {
      await ada.page.context().close()
      await whole.stop()
    })

    it('finds French by its name', async () => {
      await ada.open('/addons')
      await ada.page.getByLabel('Search add-ons').fill('french')
      if (!javaScript) await ada.press('Search')
      await ada.page.waitForURL(/q=french/)
      await ada.page.getByRole('heading', { name: '1 add-on', exact: true }).waitFor()
      expect(await ada.names()).to.deep.equal(['French'])
    })

    it('finds French among the free languages', async () => {
      await ada.open('/addons')
      await ada.page.getByText('Filters and order').click()
      await ada.page.getByLabel('Kind').selectOption('language')
      await ada.page.getByLabel('Price').selectOption('free')
      if (!javaScript) await ada.press('Show')
      await ada.page.waitForURL(/kind=language.*price=free/)
      await ada.page.getByRole('heading', { name: '4 add-ons' }).waitFor()
      expect(await ada.names()).to.deep.equal(['Arabic', 'French', 'German', 'Spanish'])
    })

    it('says which account is wrong, and whose is right', async () => {
      await ada.open('/addons/french')
      await ada.logIn('otto')
      expect(ada.page.url()).to.equal(`${whole.panel.url}/addons/french`)
      const text = await ada.text()
      expect(text)
        .to.contain('Wrong account')
        .and.to.contain('otto@example.com')
        .and.to.contain('o***e@example.com')
      expect(await ada.page.getByRole('button', { name: 'Login' }).count()).to.equal(0)
      expect(await ada.page.getByRole('button', { name: 'Install' }).count()).to.equal(0)
    })

    it('lets the right account log in after Logout, and asks for it again', async () => {
      await ada.logOut()
      await ada.open('/addons/french')
      await ada.logIn('olive')
      expect(ada.page.url()).to.equal(`${whole.panel.url}/addons/french`)
      await ada.page.getByRole('button', { name: 'Install' }).waitFor()
    })

    it('installs and activates French with one press', async () => {
      await ada.press('Install')
      await ada.page.getByRole('heading', { name: 'French is installed' }).waitFor()
      await ada.open('/addons/french')
      expect(await ada.text()).to.contain('Version 1.0.0 is installed and active.')
      expect(await ada.page.getByRole('link', { name: 'Manage' }).getAttribute('href')).to.equal(
        '/languages#french',
      )
    })

    it('speaks French to the operator who chose it', async () => {
      await ada.open('/profile')
      await ada.page.locator('[name=language]').selectOption('fr')
      await ada.page.locator('form:has([name=language]) button').click()
      await ada.page.waitForLoadState()
      expect(await ada.page.locator('html').getAttribute('lang')).to.equal('fr')
      await ada.open('/addons')
      expect(await ada.heading()).to.match(/complémentaires/i)
      await ada.open('/profile')
      await ada.page.locator('[name=language]').selectOption('en')
      await ada.page.locator('form:has([name=language]) button').click()
      await ada.page.waitForLoadState()
      expect(await ada.page.locator('html').getAttribute('lang')).to.equal('en')
    })

    it('deactivates French from the grid of languages', async () => {
      await ada.open('/languages')
      await ada.press('Deactivate French')
      await ada.page.getByRole('button', { name: 'Activate French', exact: true }).waitFor()
      await ada.open('/profile')
      expect(await ada.page.locator('[name=language] option[value=fr]').count()).to.equal(0)
    })

    it('uninstalls French, and offers it again', async () => {
      await ada.open('/languages')
      await ada.page.getByRole('link', { name: 'Uninstall French' }).click()
      await ada.press('Uninstall')
      await ada.page.waitForURL(/languages|operations/)
      await ada.open('/addons/french')
      await ada.page.getByRole('button', { name: 'Install' }).waitFor()
    })

    it('tells Cleo, in her own browser, that the help desk is connected', async () => {
      const cleo = operatorAt(await newPage({ javaScript }), whole)
      await cleo.signIn('cleo')
      await cleo.open('/addons')
      expect(await cleo.text()).to.contain('olive@example.com')
      await cleo.open('/addons/french')
      await cleo.page.getByRole('button', { name: 'Install' }).waitFor()
      await cleo.page.context().close()
    })

    it('refuses Ben, naming the permission, and shows him no menu item', async () => {
      const ben = operatorAt(await newPage({ javaScript }), whole)
      await ben.signIn('ben')
      const response = await ben.open('/addons/french')
      expect(response?.status()).to.equal(403)
      expect(await ben.text()).to.contain('View and Manage Add-ons')
      expect(await ben.page.getByRole('navigation').getByRole('link', { name: 'Add-ons' }).count()).to.equal(
        0,
      )
      await ben.page.context().close()
    })

    it('has nothing to complain about in the console', () => {
      expect(complaints).to.deep.equal([])
    })
  })
