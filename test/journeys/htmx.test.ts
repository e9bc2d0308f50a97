import { expect } from 'chai'
import { after, afterEach, before, describe, it } from 'mocha'
import type { BrowserContext, Page, Request } from 'playwright-core'
import { demoPassword } from '../../db/seeds/demo.ts'
import { newContext } from '../support/browser.ts'
import { keyboardOn, listenOn } from '../support/keyboard.ts'
import { customerOf, type Market, market } from '../support/market.ts'
import { french, german, languagePack } from '../support/samples.ts'
import type { TestPanel } from '../support/panel.ts'
import { until } from '../support/programs.ts'

const many = Array.from({ length: 26 }, (_, i) => languagePack(`many-${i}`, 'eo', 'Esperanto', {}))

describe('A page that changes in place', function () {
  this.timeout(60_000)
  let shop: Market
  let panel: TestPanel
  let context: BrowserContext
  let page: Page
  before(async () => {
    shop = await market([french, german, ...many])
    panel = await customerOf(shop)
    context = await newContext()
  })
  after(async () => {
    await context.close()
    await panel.stop()
    await shop.close()
  })
  afterEach(async () => {
    shop.behave()
    await page.close()
  })

  let isHere = ''
  const arrive = async (path: string, name = 'ada') => {
    if (isHere !== name) await context.clearCookies()
    isHere = name
    page = await context.newPage()
    await page.goto(panel.url + path)
    if (page.url() !== panel.url + path) await signIn(path, name)
    await page.evaluate('window.stayed = true')
  }
  const signIn = async (path: string, name: string) => {
    await page.fill('[name=email]', `${name}@example.com`)
    await page.fill('[name=password]', demoPassword)
    await page.click('main button')
    await page.waitForURL(panel.url + path)
  }
  const stayed = () => page.evaluate('window.stayed === true')
  const search = () => page.getByLabel('Search add-ons')
  const cards = () => page.locator('.card h3').allInnerTexts()
  const counted = (words: string) => page.getByRole('heading', { name: words, exact: true }).waitFor()
  const heading = (words: string) => page.getByRole('heading', { level: 1, name: words }).waitFor()
  /** One page and no second one inside: each landmark and each name once. */
  const isOnePage = async () => {
    for (const part of ['main', 'h1', 'header', '#status', '.skip-link'])
      expect(await page.locator(part).count(), part).to.equal(1)
  }
  /** Holds what the panel answers to these requests until `release`. */
  const hold = async (isHeld: (request: Request) => boolean) => {
    let release = () => {}
    const gate = new Promise<void>(done => (release = done))
    const asked: string[] = []
    const settled: Promise<void>[] = []
    await page.route('**/*', async route => {
      if (!isHeld(route.request())) return route.continue()
      asked.push(route.request().url())
      // a browser that has lost interest hangs up
      settled.push(gate.then(() => route.continue()).catch(() => undefined))
    })
    return { asked, release, settled: () => Promise.all(settled) }
  }

  it('keeps what is typed, the caret and the last answer, however late the first one comes', async () => {
    await arrive('/addons')
    const early = await hold(request => /q=ger&/.test(request.url()))
    await search().pressSequentially('ger')
    await until(
      () => early.asked.length,
      () => 'the first search',
    )
    await search().pressSequentially('man')
    for (let i = 0; i < 2; i++) await search().press('ArrowLeft')
    await counted('1 add-on')
    early.release()
    await early.settled()
    await page.evaluate('new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))')
    expect(await cards()).to.deep.equal(['German'])
    expect(await search().inputValue()).to.equal('german')
    expect(await page.evaluate('document.activeElement.id + document.activeElement.selectionStart')).to.equal(
      'q4',
    )
    expect(page.url()).to.contain('q=german')
    expect(await stayed()).to.equal(true)
  })

  it('lets nobody’s typing be overwritten by an answer to fewer letters', async () => {
    await arrive('/addons')
    const late = await hold(request => /q=french&/.test(request.url()))
    await search().pressSequentially('french')
    await until(
      () => late.asked.length,
      () => 'the search',
    )
    const answered = page.waitForResponse(/q=french&/)
    late.release()
    await search().pressSequentially('ey')
    await answered.catch(() => undefined)
    await page.waitForURL(/q=frenchey&/)
    expect(await search().inputValue()).to.equal('frenchey')
    await counted('No add-ons')
  })

  it('is one step back from what was typed, and one for each choice', async () => {
    await arrive('/profile')
    await page.goto(`${panel.url}/addons`)
    await search().pressSequentially('french', { delay: 150 })
    await counted('1 add-on')
    await page.waitForURL(/q=french&/)
    await page.getByLabel('Kind').selectOption('plugin')
    await counted('No add-ons')
    await page.waitForURL(/kind=plugin/)

    await page.goBack()
    await counted('1 add-on')
    expect(await search().inputValue()).to.equal('french')
    expect(await page.getByLabel('Kind').inputValue()).to.equal('')
    await isOnePage()
    await page.getByRole('link', { name: 'French' }).click()
    await heading('French')
    await page.goBack()
    await counted('1 add-on')
    await page.goForward()
    await heading('French')
    for (let i = 0; i < 2; i++) await page.goBack()
    await heading('Profile')
  })

  it('turns the page of a long list, starts reading at its top, and comes back', async () => {
    await arrive('/addons?q=many')
    const { focused } = await listenOn(page)
    await page.getByRole('link', { name: 'Next' }).click()
    await page.waitForURL(/page=2/)
    await page.getByText('Page 2 of 2').waitFor()
    expect(await page.evaluate('document.activeElement.tagName')).to.equal('H1')
    await until(
      async () => (await focused()).join() === 'H1',
      () => 'focus on the heading',
    )
    expect(await cards()).to.have.lengthOf(2)
    await page.goBack()
    await page.getByText('Page 1 of 2').waitFor()
    expect(await cards()).to.have.lengthOf(24)
    await page.goForward()
    await page.getByText('Page 2 of 2').waitFor()
    await isOnePage()
    expect(await stayed()).to.equal(true)
  })

  for (const act of ['search', 'press Install'])
    it(`leads whoever was signed out meanwhile to the sign-in page: ${act}`, async () => {
      await arrive(act === 'search' ? '/addons' : '/addons/french')
      await context.clearCookies()
      if (act === 'search') await search().pressSequentially('x')
      else await page.getByRole('button', { name: 'Install' }).click()
      await page.waitForURL(`${panel.url}/sign-in`)
      expect(await page.locator('main').count()).to.equal(1)
      expect(await page.getByLabel('Password').count()).to.equal(1)
    })

  it('says in its place that a form is out of date, and does nothing', async () => {
    await arrive('/addons/french')
    await page.evaluate(`document.querySelectorAll('main [name=_csrf]').forEach(one => { one.value = 'x' })`)
    await page.getByRole('button', { name: 'Install' }).click()
    await heading('This form is out of date')
    await isOnePage()
    expect(await page.evaluate('document.activeElement.tagName')).to.equal('H1')
    expect(await panel.services.operations.latestFor('french')).to.equal(undefined)
  })

  it('says in its place which permission is gone', async () => {
    await arrive('/addons', 'cleo')
    const { roles } = panel.services
    const role = (await roles.list()).find(({ name }) => name === 'Add-on keeper')
    if (!role) throw new Error('Cleo has no role')
    const by = { operatorId: null, operator: 'Ada' }
    await roles.change(role.id, { name: role.name, permissions: ['languages'] }, by)
    await search().pressSequentially('x')
    await heading('You may not see this page')
    expect(await page.locator('main').innerText()).to.include('View and Manage Add-ons')
    await isOnePage()
    await roles.change(role.id, { name: role.name, permissions: ['addons', 'languages'] }, by)
  })

  it('says in its place that something broke, whatever it was', async () => {
    const broken = () => Promise.reject(new Error('the database is gone'))
    const { addons, sessions } = panel.services
    await arrive('/addons')
    const whole = { search: addons.search, find: sessions.find }
    for (const breakIt of [() => (addons.search = broken), () => (sessions.find = broken)]) {
      await page.goto(`${panel.url}/addons`)
      breakIt()
      await search().pressSequentially('x')
      await heading('Something went wrong')
      addons.search = whole.search
      sessions.find = whole.find
      await isOnePage()
    }
  })

  it('asks for one installation, however often Install is pressed', async () => {
    await arrive('/addons/german')
    const posts: string[] = []
    page.on('request', request => {
      if (request.method() === 'POST') posts.push(request.url())
    })
    await page.getByRole('button', { name: 'Install' }).dblclick()
    await heading('German is installed')
    expect(posts).to.have.lengthOf(1)
    const started = []
    for await (const line of panel.services.activity.each({}))
      if (line.act === 'addon.install' && line.result === 'started') started.push(line)
    expect(started).to.have.lengthOf(1)
  })

  it('keeps the place of whoever listens while it asks again, and goes on when the network is back', async () => {
    await arrive('/addons/french')
    let release = () => {}
    const held = new Promise<undefined>(done => (release = () => done(undefined)))
    shop.misbehave(path => (path.endsWith('archive.tgz') ? held : undefined))
    const { focused, heard } = await listenOn(page)
    await page.getByRole('button', { name: 'Install' }).click()
    await heading('Installing French')
    await until(
      async () => (await focused()).length >= 3,
      () => 'three answers',
    )
    await context.setOffline(true)
    await page.waitForEvent('requestfailed')
    await context.setOffline(false)
    release()
    await heading('French is installed')
    expect(await heard()).to.deep.equal(['French is installed'])
    expect(new Set(await focused())).to.deep.equal(new Set(['H1']))
    expect((await keyboardOn(page).focus()).name).to.equal('French is installed')
  })
})
