import { expect } from 'chai'
import { startPanel, type TestPanel } from './support/panel.ts'

describe('A redirect', () => {
  let panel: TestPanel
  before(async () => {
    panel = await startPanel()
  })
  after(() => panel.stop())

  it('is sent once the session is stored, since a browser follows it at once', async () => {
    const ada = await panel.as('ada')
    const form = { _csrf: await ada.token(), name: 'Ada', theme: 'dark', timeZone: 'UTC', language: '' }
    const { sessions } = panel.services
    const { update } = sessions
    let isStored = false
    sessions.update = async (id, session) => {
      await new Promise(done => setTimeout(done, 200))
      await update(id, session)
      isStored = true
    }
    const answer = await fetch(`${panel.url}/profile`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams(form),
      headers: { cookie: [...ada.cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    })
    expect([answer.status, answer.headers.get('location'), isStored]).to.deep.equal([303, '/profile', true])
    sessions.update = update
  })

  it('leaves no session behind for those who have not signed in', async () => {
    const begun: string[] = []
    const { sessions } = panel.services
    const { begin } = sessions
    sessions.begin = (id, session) => {
      begun.push(session.kept)
      return begin(id, session)
    }
    const answer = await fetch(`${panel.url}/addons`, { redirect: 'manual' })
    expect([answer.status, answer.headers.get('location')]).to.deep.equal([303, '/sign-in?next=%2Faddons'])
    expect(begun).to.deep.equal([])
    sessions.begin = begin
  })
})
