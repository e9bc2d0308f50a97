import { expect } from 'chai'
import { after, afterEach, before, describe, it } from 'mocha'
import { commandLine } from '../marketplace/activity.ts'
import { codeMarket, until } from './support/code-panel.ts'
import { codeSample } from './support/code-samples.ts'
import { problemsOfPage } from './support/html.ts'
import type { Client } from './support/client.ts'
import type { TestPanel } from './support/panel.ts'

const hello = codeSample('hello', "export default { hooks: { request: () => ({ body: 'here' }) } }", {
  rights: { publicAddress: true },
})
const moody = codeSample(
  'moody',
  "export default { hooks: { request() { throw new Error('in a <bad> mood') } } }",
  { rights: { publicAddress: true } },
)

describe('The page of safe mode', function () {
  this.timeout(60_000)
  let market: Awaited<ReturnType<typeof codeMarket>>
  let panel: TestPanel
  let ada: Client
  before(async () => {
    market = await codeMarket([hello, moody])
  })
  after(() => market.close())
  afterEach(() => panel.stop())

  const open = async (env: Record<string, string> = {}) => {
    const slugs = env['SAFE_MODE'] ? [] : ['hello', 'moody']
    panel = await market.panelWith(slugs, { env })
    ada = await panel.as('ada')
    await ada.get('/safe-mode')
    expect(await problemsOfPage(ada.page().html)).to.deep.equal([])
  }
  const answers = (status: number, slug = 'hello') =>
    until(
      async () => (await panel.visitor().fetch(`/hooks/${slug}`)).status,
      found => found === status,
    )
  const press = async (button: string) => {
    const page = await ada.press(button)
    expect(await problemsOfPage(page.html)).to.deep.equal([])
    return page
  }

  it('switches it on, says since when and by whom, and what each add-on did last', async () => {
    await open()
    await answers(200)
    await panel.visitor().fetch('/hooks/moody')
    const page = await press('Switch safe mode on')
    expect(page.text).to.match(/Safe mode is on since .+\. Ada switched it on\./)
    expect(page.text)
      .to.match(/Hello Active None known/)
      .and.to.match(/Moody Active Error: in a <bad> mood/)
    await answers(503)
    const { text } = await ada.get('/plugins/moody')
    expect(text).to.include('Not running').and.to.include('in a <bad> mood')
    expect((await ada.get('/languages')).html).to.include('<a href="/safe-mode">Safe mode is on')
    expect((await ada.get('/status')).html).to.include('href="/safe-mode"')
    expect((await ada.get('/activity')).text).to.include('Safe mode on')
  })

  it('is what keeps an add-on from running, says its page, and offers no restart that would not help', async () => {
    await open()
    await answers(200)
    expect((await ada.get('/plugins/hello')).html).to.include('action="/plugins/hello/restart"')
    await ada.get('/safe-mode')
    await press('Switch safe mode on')
    const { text, html } = await ada.get('/plugins/hello')
    expect(text).to.include('no add-on code runs').and.not.to.include('tried again by itself')
    expect(html).not.to.include('action="/plugins/hello/restart"')
    expect(await problemsOfPage(html)).to.deep.equal([])
  })

  it('is left as before: what was deactivated meanwhile runs again', async () => {
    await open()
    await press('Switch safe mode on')
    await ada.get('/plugins/hello/deactivation')
    await ada.press('Deactivate')
    expect((await ada.get('/safe-mode')).text).to.match(/Hello Inactive Was active before/)
    expect((await press('Leave, as before')).text).to.include('Safe mode is off.')
    await answers(200)
  })

  it('is left as now: what was deactivated meanwhile stays so', async () => {
    await open()
    await press('Switch safe mode on')
    await ada.get('/plugins/hello/deactivation')
    await ada.press('Deactivate')
    await ada.get('/safe-mode')
    expect((await press('Leave, as now')).text).to.include('Safe mode is off.')
    await answers(502, 'moody')
    await answers(410)
  })

  it('says that the setting keeps it on, and offers nothing that would not help', async () => {
    await open({ SAFE_MODE: '1' })
    expect(ada.page().text).to.include('because the setting SAFE_MODE says so')
    expect(ada.page().text).to.include('Take SAFE_MODE out of the settings')
    expect(ada.page().html).not.to.include('name="exit"')
    await ada.post('/safe-mode', { exit: 'now' })
    expect((await ada.get('/safe-mode')).text).to.include('Safe mode stays on as long as')
  })

  it('says that it came by itself, after the panel went down several times', async () => {
    await open()
    await panel.services.code.safeMode.on(commandLine, 'crashes')
    expect((await ada.get('/safe-mode')).text).to.include('went down several times')
    expect((await ada.get('/languages')).text).to.include('went down several times')
  })

  it('refuses a form without a choice, and whoever may not manage add-ons', async () => {
    await open()
    const { status, text } = await ada.post('/safe-mode', { exit: 'sideways' })
    expect([status, text]).to.satisfy(
      ([code, words]: [number, string]) => code === 422 && words.includes('Choose one of the buttons'),
    )
    const ben = await panel.as('ben')
    expect((await ben.fetch('/safe-mode')).status).to.equal(403)
    expect((await ben.post('/safe-mode', { mode: 'on' })).status).to.equal(403)
    expect(await panel.services.code.safeMode.state()).to.deep.equal({ kind: 'off' })
  })
})
