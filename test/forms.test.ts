import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { startPanel, type TestPanel } from './support/panel.ts'

describe('A form from elsewhere', () => {
  let panel: TestPanel
  before(async () => {
    panel = await startPanel()
  })
  after(() => panel.stop())

  const post = async (headers: Record<string, string>) => {
    const ada = await panel.as('ada')
    await ada.get('/profile')
    return ada.post('/profile', { name: 'Ada', language: '', theme: 'system', timeZone: 'UTC' }, headers)
  }

  it('is refused by what the browser says about its origin, even with the right token', async () => {
    const elsewhere: Record<string, string>[] = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'cross-site', origin: panel.url },
      { 'sec-fetch-site': 'nonsense' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: panel.url.replace('http:', 'https:') },
      { origin: panel.url.replace(/\d+$/, '1') },
      { origin: `${panel.url}.evil.example` },
    ]
    for (const headers of elsewhere) {
      const { status, text } = await post(headers)
      expect(status, JSON.stringify(headers)).to.equal(403)
      expect(text).to.include('Nothing was changed')
    }
    const { lines } = await panel.services.activity.list({ act: 'session.foreign-form' }, 1)
    expect(lines.map(({ operator, result }) => [operator, result])).to.deep.equal([['Ada', 'refused']])
  })

  it('is taken from our own pages, and from text browsers that say nothing', async () => {
    const ours: Record<string, string>[] = [
      {},
      { origin: panel.url },
      { 'sec-fetch-site': 'same-origin' },
      { 'sec-fetch-site': 'none' },
      { 'sec-fetch-site': 'same-origin', origin: panel.url },
    ]
    for (const headers of ours) expect((await post(headers)).status, JSON.stringify(headers)).to.equal(303)
  })

  it('is refused with the token of another session, two tokens, or one in another place', async () => {
    const [ada, cleo] = [await panel.as('ada'), await panel.as('cleo')]
    const foreign = (await cleo.get('/profile')) && (await cleo.token())
    const own = (await ada.get('/profile')) && (await ada.token())
    for (const _csrf of [foreign, '', own.slice(1), [own, own], 'ü'.repeat(24)])
      expect((await ada.post('/profile', { _csrf, name: 'Eve' })).status, String(_csrf)).to.equal(403)
    for (const path of [`/profile?_csrf=${own}`, `/profile?_csrf[]=${own}`])
      expect((await ada.post(path, { _csrf: '' })).status).to.equal(403)
    const json = {
      method: 'POST',
      body: JSON.stringify({ _csrf: own }),
      headers: { 'content-type': 'application/json' },
    }
    expect((await ada.fetch('/profile', json)).status).to.equal(403)
  })
})
