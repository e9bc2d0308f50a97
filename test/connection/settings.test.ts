import { expect } from 'chai'
import { helpDeskWithClientArea } from '../support/connected.ts'
import { logIn } from '../support/login.ts'

describe('A login without its settings', () => {
  it('says which are missing, instead of a dead button', async () => {
    const desk = await helpDeskWithClientArea({ env: { CLIENT_ID: '', CLIENT_SECRET: '', LICENCE_KEY: '' } })
    const { panel } = await desk.as('ada')
    expect(panel.page().text).to.include('LICENCE_KEY, CLIENT_ID, and CLIENT_SECRET')
    expect(panel.page().html).not.to.include('>Login</button>')
    const answer = await panel.post('/connection', {})
    expect(answer.status).to.equal(503)
    expect(answer.text).to.include('LICENCE_KEY, CLIENT_ID, and CLIENT_SECRET')
    await desk.stop()
  })

  it('says that CLIENT_SECRET is not accepted', async () => {
    const desk = await helpDeskWithClientArea({ env: { CLIENT_SECRET: 'an old one' } })
    const page = await logIn(await desk.as('ada'), 'olive')
    expect(page.status).to.equal(502)
    expect(page.text).to.include('It does not accept CLIENT_ID and CLIENT_SECRET')
    await desk.stop()
  })

  it('says that LICENCE_KEY is of another licence', async () => {
    const desk = await helpDeskWithClientArea({ env: { LICENCE_KEY: 'SOUK-00000-00000-00000-00000-0WXYZ' } })
    const page = await logIn(await desk.as('ada'), 'olive')
    expect(page.status).to.equal(502)
    expect(page.text).to.include(`ends in ${desk.area.licence.keyEnd}, but LICENCE_KEY ends in WXYZ`)
    expect(await desk.panel.services.connection.state()).to.deep.equal({ kind: 'not connected' })
    await desk.stop()
  })

  it('says that the help desk works offline, and calls nobody', async () => {
    const desk = await helpDeskWithClientArea({ env: { OFFLINE: '1' } })
    const { panel } = await desk.as('ada')
    expect(panel.page().text).to.include('offline')
    expect((await panel.post('/connection', {})).status).to.equal(503)
    expect(desk.area.replies('/.well-known/openid-configuration')).to.deep.equal([])
    await desk.stop()
  })
})
