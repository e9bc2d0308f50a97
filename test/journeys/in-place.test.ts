import { expect } from 'chai'
import { describe, it } from 'mocha'
import { atPanelWith, holding } from '../support/in-place.ts'
import { keyboardOn, listenOn } from '../support/keyboard.ts'
import { until } from '../support/programs.ts'
import { french, german, languagePack } from '../support/samples.ts'

describe('A page that changes in place', function () {
  this.timeout(60_000)
  const { at, arrive, search, heading, isOnePage } = atPanelWith([
    french,
    german,
    languagePack('dutch', 'nl', 'Nederlands', { 'layout.sign-out': 'Afmelden' }),
  ])

  for (const act of ['search', 'press Install'])
    it(`leads whoever was signed out meanwhile to the sign-in page: ${act}`, async () => {
      const page = await arrive(act === 'search' ? '/addons' : '/addons/french')
      await at().context.clearCookies()
      if (act === 'search') await search().pressSequentially('x')
      else await page.getByRole('button', { name: 'Install' }).click()
      const back = act === 'search' ? '/addons' : '/addons/french'
      await page.waitForURL(`${at().panel.url}/sign-in?next=${encodeURIComponent(back)}`)
      expect(await page.locator('main').count()).to.equal(1)
      expect(await page.getByLabel('Password').count()).to.equal(1)
    })

  it('says in its place that a form is out of date, and does nothing', async () => {
    const page = await arrive('/addons/french')
    await page.evaluate(`document.querySelectorAll('main [name=_csrf]').forEach(one => { one.value = 'x' })`)
    await page.getByRole('button', { name: 'Install' }).click()
    await heading('This form is out of date')
    await isOnePage()
    expect(await page.evaluate('document.activeElement.tagName')).to.equal('H1')
    expect(await at().panel.services.operations.latestFor('french')).to.equal(undefined)
  })

  it('says in its place which permission is gone', async () => {
    const page = await arrive('/addons', 'cleo')
    const { roles } = at().panel.services
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
    const { addons, sessions } = at().panel.services
    const page = await arrive('/addons')
    const whole = { search: addons.search, find: sessions.find }
    for (const breakIt of [() => (addons.search = broken), () => (sessions.find = broken)]) {
      await page.goto(`${at().panel.url}/addons`)
      breakIt()
      await search().pressSequentially('x')
      await heading('Something went wrong')
      addons.search = whole.search
      sessions.find = whole.find
      await isOnePage()
    }
  })

  it('says that nobody answered a press, until the page is loaded again', async () => {
    const page = await arrive('/addons/french')
    const said = () => page.getByRole('status').innerText()
    await at().context.setOffline(true)
    await page.getByRole('button', { name: 'Install' }).click()
    await until(
      async () => (await said()).includes('did not answer'),
      () => 'a word about the lost answer',
    )
    expect(await at().panel.services.operations.latestFor('french')).to.equal(undefined)
    await at().context.setOffline(false)
    await page.reload()
    expect(await said()).to.equal('')
    await isOnePage()
  })

  it('asks for one installation, however often Install is pressed', async () => {
    const page = await arrive('/addons/german')
    const posts: string[] = []
    page.on('request', request => {
      if (request.method() === 'POST') posts.push(request.url())
    })
    await page.getByRole('button', { name: 'Install' }).dblclick()
    await heading('German is installed')
    expect(posts).to.have.lengthOf(1)
    const started = []
    for await (const line of at().panel.services.activity.each({}))
      if (line.act === 'addon.install' && line.result === 'started') started.push(line)
    expect(started).to.have.lengthOf(1)
  })

  it('stays as it is until a slow answer has come, and shows that it is on its way', async () => {
    const page = await arrive('/addons/dutch')
    const slow = await holding(page, request => request.method() === 'POST')
    const install = page.getByRole('button', { name: 'Install' })
    await install.focus()
    await page.keyboard.press('Enter')
    await until(
      () => slow.asked.length === 1,
      () => 'the press to be on its way',
    )
    await heading('Dutch')
    expect(await page.evaluate('getComputedStyle(document.activeElement).cursor')).to.equal('progress')
    expect((await keyboardOn(page).focus()).name).to.include('Install')
    slow.release()
    await heading('Dutch is installed')
    await isOnePage()
  })

  it('keeps the place of whoever listens while it asks again, and goes on when the network is back', async () => {
    const page = await arrive('/addons/french')
    let release = () => {}
    const held = new Promise<undefined>(done => (release = () => done(undefined)))
    at().shop.misbehave(path => (path.endsWith('archive.tgz') ? held : undefined))
    const { focused, heard } = await listenOn(page)
    await page.getByRole('button', { name: 'Install' }).click()
    await heading('Installing French')
    await until(
      async () => (await focused()).length >= 3,
      () => 'three answers',
    )
    await at().context.setOffline(true)
    await page.waitForEvent('requestfailed')
    await at().context.setOffline(false)
    release()
    await heading('French is installed')
    expect(await heard()).to.deep.equal(['French is installed'])
    expect(new Set(await focused())).to.deep.equal(new Set(['H1']))
    expect((await keyboardOn(page).focus()).name).to.equal('French is installed')
  })
})
