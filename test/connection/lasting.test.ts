import { expect } from 'chai'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { visitor } from '../../client-area/test/visitor.ts'
import {
  everyByteIn,
  type HelpDeskWithClientArea,
  helpDeskWithClientArea,
  recordOf,
} from '../support/connected.ts'
import { logIn } from '../support/login.ts'
import { startPanel } from '../support/panel.ts'

const day = 24 * 3_600_000
const folder = () => mkdtempSync(join(tmpdir(), 'souk-lasting-'))

describe('The connection of a help desk', () => {
  let desk: HelpDeskWithClientArea
  let now = new Date()
  before(async () => {
    desk = await helpDeskWithClientArea({ now: () => now })
  })
  after(() => desk.stop())
  beforeEach(async () => {
    now = new Date()
    await desk.reset()
  })
  const { kinds } = { kinds: async () => (await desk.panel.services.connection.state()).kind }

  it('lasts sixty quiet days and more', async () => {
    await logIn(await desk.as('ada'), 'olive')
    // what a login begins in the background is over
    await desk.panel.services.entitlements.sync()
    now = new Date(now.getTime() + 60 * day)
    await desk.area.expireAccessTokens()
    const asked = desk.area.replies('/oauth/token').length
    expect(await desk.panel.services.connection.check()).to.deep.equal({ kind: 'checked' })
    expect(desk.area.replies('/oauth/token')).to.have.length(asked + 1)
    expect((await desk.as('cleo')).panel.page().text).to.include('Connected as Olive Owner')
  })

  it('renews its access token once, however many ask at the same moment', async () => {
    await logIn(await desk.as('ada'), 'olive')
    await desk.panel.services.entitlements.sync()
    now = new Date(now.getTime() + day)
    await desk.area.expireAccessTokens()
    const asked = desk.area.replies('/oauth/token').length
    const { access } = desk.panel.services.connection
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => access(token => desk.panel.services.clientArea.account(token))),
    )
    expect(answers.map(({ kind }) => kind)).to.deep.equal(Array.from({ length: 20 }, () => 'answer'))
    expect(desk.area.replies('/oauth/token')).to.have.length(asked + 1)
  })

  it('renews it too when the client area refuses it before its time', async () => {
    await logIn(await desk.as('ada'), 'olive')
    await desk.area.expireAccessTokens()
    expect(await desk.panel.services.connection.check()).to.deep.equal({ kind: 'checked' })
  })

  it('goes on while the client area is away', async () => {
    const ada = await desk.as('ada')
    await logIn(ada, 'olive')
    now = new Date(now.getTime() + 6 * 60_000)
    desk.area.goDown()
    expect((await ada.panel.get('/addons')).text).to.include('Connected as Olive Owner')
    expect(await desk.panel.services.connection.check()).to.deep.include({ kind: 'failed' })
    expect(await kinds()).to.equal('connected')
  })

  it('is looked at again when somebody comes, in the background: a suspended licence shows', async () => {
    const ada = await desk.as('ada')
    await logIn(ada, 'olive')
    // the look that came with the login is over
    await desk.panel.services.connection.settled()
    await desk.area.suspendLicence()
    await ada.panel.get('/addons')
    await desk.panel.services.connection.settled()
    expect((await ada.panel.get('/addons')).text).not.to.include('suspended')
    now = new Date(now.getTime() + 10 * 60_000)
    await ada.panel.get('/addons')
    await desk.panel.services.connection.settled()
    expect((await ada.panel.get('/addons')).text).to.include('The licence of this help desk is suspended')
    await desk.area.resumeLicence()
  })

  it('ends with a notice when it was revoked in the client area', async () => {
    const ada = await desk.as('ada')
    await logIn(ada, 'olive')
    const olive = visitor(desk.area.url)
    const form = await olive.visit('/sign-in')
    await olive.press(form, 'Sign in', { email: 'olive@example.com', password: 'demo-password' })
    await olive.press(await olive.visit('/account'), 'Revoke')
    expect((await desk.panel.services.connection.check()).kind).to.equal('not connected')
    expect(await kinds()).to.equal('ended')
    const page = await ada.panel.get('/addons')
    expect(page.text).to.include('The client area ended the connection with Olive Owner')
    expect((await recordOf(desk.panel)).at(-1)).to.equal('connection.lost done')
    const [newest] = (await desk.panel.services.activity.list({ act: 'connection.lost' }, 1)).lines
    expect(newest?.operator).to.equal('Souk')
    expect((await logIn(ada, 'olive')).text).to.include('Connected as Olive Owner')
  })

  it('ends with a notice when the licence moved to another account', async () => {
    const ada = await desk.as('ada')
    await logIn(ada, 'olive')
    const { accounts, people, licences } = desk.area.stores
    const otto = await people.findByEmail('otto@example.com')
    const [account] = await accounts.of(otto?.id ?? '')
    const [former] = await licences.of([(await licences.find(desk.area.licence.id))?.accountId ?? ''])
    await licences.transfer(desk.area.licence.id, account?.id ?? '')
    expect(await desk.panel.services.connection.check()).to.deep.equal({ kind: 'licence moved' })
    expect((await ada.panel.get('/addons')).text).to.include('Olive Owner no longer owns the licence')
    await licences.transfer(desk.area.licence.id, former?.accountId ?? '')
  })

  it('is ended by Disconnect, here and in the client area', async () => {
    const ada = await desk.as('ada')
    await logIn(ada, 'olive')
    const { refresh_token } = JSON.parse(desk.area.replies('/oauth/token').at(-1) ?? '{}')
    const question = await ada.panel.get('/connection/disconnection')
    expect(question.text).to.include('Installed add-ons go on working')
    const page = await ada.panel.press('Disconnect')
    expect(page.text).to.include('This help desk is disconnected from the client area')
    expect(page.html).to.include('>Login</button>')
    expect(await kinds()).to.equal('not connected')
    expect((await recordOf(desk.panel)).at(-1)).to.equal('connection.disconnect done')
    let problem = ''
    await desk.panel.services.clientArea.refresh(refresh_token).catch((error: Error) => {
      problem = error.message
    })
    expect(problem).to.include('grant refused')
  })

  it('is ended here when the client area can’t be told, and the page says where to end it there', async () => {
    const ada = await desk.as('ada')
    await logIn(ada, 'olive')
    await ada.panel.get('/connection/disconnection')
    desk.area.goDown()
    const page = await ada.panel.press('Disconnect')
    expect(page.text).to.include('The client area could not be reached, so it still lists this help desk')
    expect(page.html).to.include(`href="${desk.area.url}/account"`)
    expect(await kinds()).to.equal('not connected')
    expect((await ada.panel.get('/addons')).text).not.to.include('still lists')
  })

  it('leaks no token: not to pages, addresses, logs, the record or the disk', async () => {
    const ada = await desk.as('ada')
    const pages: string[] = []
    pages.push((await logIn(ada, 'olive')).html, ada.panel.page().html)
    await desk.area.expireAccessTokens()
    await desk.panel.services.connection.check()
    for (const path of ['/addons', '/activity', '/activity.json', '/connection/disconnection', '/status'])
      pages.push((await ada.panel.get(path)).html)
    const everything = [pages.join('\n'), desk.log(), everyByteIn(desk.panel.dataDir)].join('\n')
    const secrets = desk.area
      .replies('/oauth/token')
      .map(body => JSON.parse(body))
      .flatMap(({ access_token, refresh_token, id_token }) => [access_token, refresh_token, id_token])
      .filter(Boolean)
    expect(secrets).to.have.length.above(3)
    for (const secret of [...secrets, desk.area.settings.CLIENT_SECRET])
      expect(everything).not.to.include(secret)
  })
})

describe('The connection after a restart', () => {
  it('is still there; without the old SECRET_KEY the panel starts and asks for Login again', async () => {
    const dataDir = folder()
    const desk = await helpDeskWithClientArea({ dataDir })
    await logIn(await desk.as('ada'), 'olive')
    await desk.panel.stop()
    const port = Number(new URL(desk.panel.url).port)
    const same = await startPanel({ dataDir, port, env: desk.area.settings })
    const ada = await same.as('ada')
    expect((await ada.get('/addons')).text).to.include('Connected as Olive Owner')
    expect(await same.services.connection.check()).to.deep.equal({ kind: 'checked' })
    await same.stop()

    const env = { ...desk.area.settings, SECRET_KEY: 'another secret key than before' }
    const restored = await startPanel({ dataDir, port, env })
    const again = { panel: await restored.as('ada'), area: visitor(desk.area.url) }
    const page = await again.panel.get('/addons')
    expect(page.text).to.include('This help desk was connected as Olive Owner, but the key')
    expect(await restored.services.connection.current()).to.equal(null)
    expect((await logIn(again, 'olive')).text).to.include('Connected as Olive Owner')
    await restored.stop()
    await desk.area.stop()
    rmSync(dataDir, { recursive: true })
  })

  it('is kept by two copies of one help desk, each renewing on its own', async () => {
    const dataDir = folder()
    const desk = await helpDeskWithClientArea({ dataDir })
    await logIn(await desk.as('ada'), 'olive')
    const copyDir = folder()
    cpSync(dataDir, copyDir, { recursive: true })
    const copy = await startPanel({ dataDir: copyDir, env: desk.area.settings })
    for (let round = 0; round < 3; round++) {
      await desk.area.expireAccessTokens()
      const both = [desk.panel, copy].map(({ services }) => services.connection.check())
      expect(await Promise.all(both)).to.deep.equal([{ kind: 'checked' }, { kind: 'checked' }])
    }
    await copy.stop()
    await desk.stop()
    for (const one of [dataDir, copyDir]) rmSync(one, { recursive: true })
  })

  it('finishes a login that was under way when the panel stopped', async () => {
    const dataDir = folder()
    const desk = await helpDeskWithClientArea({ dataDir })
    const ada = await desk.as('ada')
    const { location } = await ada.panel.press('Login')
    await desk.panel.stop()
    const port = Number(new URL(desk.panel.url).port)
    const same = await startPanel({ dataDir, port, env: desk.area.settings })
    const { inClientArea } = await import('../support/login.ts')
    const page = await ada.panel.get(await inClientArea(ada, location ?? '', 'olive'))
    expect(page.text).to.include('Connected as Olive Owner')
    await same.stop()
    await desk.area.stop()
    rmSync(dataDir, { recursive: true })
  })
})
