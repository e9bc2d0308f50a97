import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import type { ActivityEntry } from '../marketplace/activity.ts'
import type { Client } from './support/client.ts'
import { problemsOfFragment, problemsOfPage } from './support/html.ts'
import { startPanel, type TestPanel } from './support/panel.ts'

const rows = (text: string) => text.trimEnd().split('\r\n')

describe('The record of who changed what', () => {
  let panel: TestPanel
  let ada: Client
  let time = new Date('2026-03-28T12:00:00Z')

  const record = (entry: Partial<ActivityEntry>, at?: string) => {
    if (at) time = new Date(at)
    return panel.services.activity.record({
      operatorId: null,
      operator: 'Cleo',
      act: 'addon.install',
      result: 'done',
      ...entry,
    })
  }

  before(async () => {
    panel = await startPanel({ now: () => time })
    ada = await panel.as('ada')
    await record(
      { addon: 'french', version: '1.0.0', result: 'started', reference: 'op-1' },
      '2026-03-28T22:59:59.999Z',
    )
    await record({ addon: 'french', version: '1.0.0', reference: 'op-1' }, '2026-03-28T23:00:00Z')
    await record(
      { addon: 'german', result: 'failed', detail: 'The catalogue can’t be reached.' },
      '2026-03-29T21:59:59Z',
    )
    await record(
      { operator: 'Ben', act: 'future.act', detail: '=HYPERLINK("http://evil.example")' },
      '2026-03-29T22:00:00Z',
    )
    await record(
      { operator: '+Eve, "E"', act: 'connection.login', detail: '-1+1\nsecond line' },
      '2026-03-30T08:00:00Z',
    )
  })
  after(() => panel.stop())

  it('is shown newest first, in words and in the operator’s time', async () => {
    const { text, html } = await ada.get('/activity')
    expect(text).to.match(
      /Mar 30, 2026, 8:00\sAM \+Eve, "E" Login to the client area – Done -1\+1 second line/,
    )
    expect(text).to.match(/Ben Other: future\.act – Done =HYPERLINK/)
    expect(text).to.include('Cleo Install german Failed The catalogue can’t be reached.')
    expect(text).to.include('Install french 1.0.0 Started Number op-1')
    expect(text.indexOf('future.act')).to.be.below(text.indexOf('Number op-1'))
    expect(await problemsOfPage(html)).to.deep.equal([])
  })

  it('is filtered by who, what and which add-on, in the address', async () => {
    await ada.get('/activity')
    await ada.press('Show', { operator: 'Cleo', act: 'addon.install', addon: 'french' })
    expect(ada.page().text).to.include('2 entries')
    expect(ada.page().text).not.to.include('German')
    expect(ada.page().html).to.include('<option value="french" selected>')
    const none = await ada.get('/activity?operator=Nobody')
    expect(none.text).to.include('Nothing found').and.include('Nothing is recorded here')
    expect(await problemsOfPage(none.html)).to.deep.equal([])
  })

  it('is filtered by days as the operator’s time zone has them, across a clock change', async () => {
    const found = async (query: string) =>
      JSON.parse((await ada.fetch(`/activity.json?${query}`)).html).length
    expect(await found('from=2026-03-29&to=2026-03-29')).to.equal(2)
    await ada.get('/profile')
    await ada.press('Save', { timeZone: 'Europe/Berlin' })
    // in Berlin this day has 23 hours: from 23:00 to 22:00 UTC
    expect(await found('from=2026-03-29&to=2026-03-29')).to.equal(2)
    expect(await found('from=2026-03-28&to=2026-03-28')).to.equal(2)
    expect(await found('from=2026-03-30')).to.equal(2)
    for (const nonsense of ['from=2026-02-30', 'from=x&to=y', 'from[]=1', 'operator[a]=b'])
      expect(await found(nonsense), nonsense).to.equal(6)
  })

  it('is downloaded as JSON with the same filters', async () => {
    const { headers, html } = await ada.fetch('/activity.json?addon=french')
    expect(headers.get('content-type')).to.equal('application/json; charset=utf-8')
    expect(JSON.parse(html)).to.deep.equal([
      {
        time: '2026-03-28T23:00:00.000Z',
        operator: 'Cleo',
        act: 'addon.install',
        addon: 'french',
        version: '1.0.0',
        result: 'done',
        reference: 'op-1',
        detail: null,
      },
      {
        time: '2026-03-28T22:59:59.999Z',
        operator: 'Cleo',
        act: 'addon.install',
        addon: 'french',
        version: '1.0.0',
        result: 'started',
        reference: 'op-1',
        detail: null,
      },
    ])
    expect(JSON.parse((await ada.fetch('/activity.json?operator=Nobody')).html)).to.deep.equal([])
  })

  it('is downloaded as CSV in which no cell is a formula', async () => {
    const { headers, html } = await ada.fetch('/activity.csv?from=2026-03-29')
    expect(headers.get('content-type')).to.equal('text/csv; charset=utf-8')
    expect(headers.get('content-disposition')).to.match(/^attachment; filename="?activity.csv"?$/)
    const [head, ...lines] = rows(html)
    expect(head).to.equal('time,operator,act,addon,version,result,reference,detail')
    expect(lines[0]).to.equal(
      `2026-03-30T08:00:00.000Z,"'+Eve, ""E""",connection.login,,,done,,"'-1+1\nsecond line"`,
    )
    expect(lines[1]).to.equal(
      `2026-03-29T22:00:00.000Z,Ben,future.act,,,done,,"'=HYPERLINK(""http://evil.example"")"`,
    )
  })

  it('carries the filters into the links to the downloads', async () => {
    const { html } = await ada.get('/activity?operator=Cleo&act=&from=2026-03-28&page=7')
    expect(html).to.include('href="/activity.csv?operator=Cleo&amp;from=2026-03-28"')
    expect(html).to.include('href="/activity.json?operator=Cleo&amp;from=2026-03-28"')
  })

  it('answers htmx with the piece it asks for, the same words in it', async () => {
    const whole = await ada.get('/activity?addon=french')
    const piece = await ada.fetch('/activity?addon=french', {
      headers: { 'hx-request': 'true', 'hx-request-type': 'partial' },
    })
    expect(piece.headers.get('vary')).to.include('HX-Request-Type')
    expect(piece.html).not.to.include('<html')
    const announced = /role="status".*<span class="hidden">(.*)<\/span>/.exec(piece.html)?.[1] ?? ''
    expect(announced).to.match(/^\d+ entries$/)
    expect(whole.text).to.include(piece.text.replace(/^.* · Souk /, '').slice(0, -announced.length))
    expect(await problemsOfFragment(piece.html.replace(/^<title>.*<\/title>/, ''))).to.deep.equal([])
  })

  it('is only for those who may see it', async () => {
    const ben = await panel.as('ben')
    for (const path of ['/activity', '/activity.json', '/activity.csv', '/activity.CSV', '/activity.json/']) {
      const { status, text } = await ben.fetch(path)
      expect(status, path).to.equal(403)
      expect(text, path).to.include('View System Activity Log')
    }
  })
})

describe('A long record', () => {
  it('has pages of fifty, and is downloaded whole without being held in memory', async () => {
    const panel = await startPanel()
    const ada = await panel.as('ada')
    for (let i = 0; i < 120; i++)
      await panel.services.activity.record({
        operatorId: null,
        operator: 'Cleo',
        act: 'addon.install',
        addon: `addon-${i}`,
        result: 'done',
      })
    const first = await ada.get('/activity?operator=Cleo')
    expect(first.text).to.include('120 entries').and.include('Page 1 of 3').and.include('addon-119 Done')
    expect(first.text).not.to.include('addon-69 Done')
    const href = (/rel="next" href="([^"]+)"/.exec(first.html)?.[1] ?? '').replaceAll('&amp;', '&')
    expect(href).to.equal('/activity?operator=Cleo&page=2')
    expect((await ada.get(href)).text)
      .to.include('addon-69 Done')
      .and.include('addon-20 Done')
    expect((await ada.get('/activity?page=99')).text).to.include('Page 3 of 3')
    expect((await ada.get('/activity?page=-1')).text).to.include('Page 1 of 3')
    expect(JSON.parse((await ada.fetch('/activity.json?operator=Cleo')).html)).to.have.length(120)
    expect(rows((await ada.fetch('/activity.csv?operator=Cleo')).html)).to.have.length(121)
    await panel.stop()
  })
})
