import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { openDb } from '../db/index.ts'
import { migrations } from '../db/migrations/index.ts'
import { commandLine } from '../marketplace/activity.ts'
import { problemsOfPage } from './support/html.ts'
import { startPanel, type TestPanel } from './support/panel.ts'

const back = 'What you typed is here again'
const waits = 'Sign in as before, and what you typed is there again.'

describe('What was typed into a form whose session had ended', () => {
  let panel: TestPanel
  let time = new Date('2026-03-01T10:00:00Z')
  before(async () => {
    panel = await startPanel({ now: () => time })
  })
  after(() => panel.stop())

  const sessions = async <T>(work: (rows: { data: string }[]) => T): Promise<T> => {
    const db = await openDb(panel.services.settings.databaseUrl, migrations)
    const answer = work(await db.knex('sessions').select('data'))
    await db.close()
    return answer
  }
  const kept = () =>
    sessions(rows => rows.filter(({ data }) => data.includes('"typed"')).map(({ data }) => data))
  const endAll = async () => {
    const db = await openDb(panel.services.settings.databaseUrl, migrations)
    await db.knex('sessions').delete()
    await db.close()
  }
  /** at the form of a new operator, signed out without knowing it */
  const atTheForm = async (name: string) => {
    const one = await panel.as(name)
    await one.get('/operators/new')
    await endAll()
    return one
  }
  const kim = {
    name: 'Kim <b>',
    email: 'kim@example.com',
    password: 'a password for kim',
    roles: ['one', 'two'],
  }
  const signIn = { email: 'ada@example.com', password: 'demo-password' }

  it('is there again after the same operator signed in, but for the password', async () => {
    const ada = await atTheForm('ada')
    const asked = await ada.press('Add operator', kim)
    expect(asked.text).to.include(waits)
    expect(await problemsOfPage(asked.html)).to.deep.equal([])
    expect(String(await kept()))
      .to.include('kim@example.com')
      .and.not.include('a password for kim')
    const page = await ada.press('Sign in', signIn)
    expect(page.text).to.include('New operator').and.to.include(back)
    expect(page.html).to.include('value="Kim &lt;b&gt;"').and.to.include('value="kim@example.com"')
    expect(page.html).not.to.include('a password for kim')
    expect(await problemsOfPage(page.html)).to.deep.equal([])
    expect(await panel.services.operators.findByEmail('kim@example.com')).to.equal(undefined)
  })

  it('stays through a reload, and is gone once the form was sent, or after an hour', async () => {
    for (const leave of ['send', 'wait'] as const) {
      const ada = await atTheForm('ada')
      await ada.press('Add operator', kim)
      await ada.press('Sign in', signIn)
      expect((await ada.get('/operators/new')).text).to.include(back)
      expect((await ada.get('/operators')).text).not.to.include(back)
      await ada.get('/operators/new')
      if (leave === 'send') await ada.press('Add operator', { name: '' })
      else time = new Date(time.getTime() + 61 * 60_000)
      expect((await ada.get('/operators/new')).text).not.to.include(back)
    }
    expect(await kept()).to.deep.equal([])
  })

  it('is shown to nobody else who signs in there', async () => {
    const ada = await atTheForm('ada')
    await ada.press('Add operator', kim)
    const cleo = await ada.press('Sign in', { ...signIn, email: 'cleo@example.com' })
    expect(cleo.html).not.to.include('kim@example.com')
    const foreign = await (await panel.as('cleo')).token()
    const someone = await panel.as('ada')
    expect((await someone.post('/roles', { _csrf: foreign, name: 'Cleos role' })).status).to.equal(403)
    expect((await someone.get('/roles/new')).html).not.to.include('Cleos role')
    expect(await kept()).to.deep.equal([])
  })

  it('is there too where the operator has signed in again in another window', async () => {
    const ada = await panel.as('ada')
    await ada.get('/roles/new')
    const [old] = /value="[\w.-]+"/.exec(ada.page().html) ?? []
    const again = await panel.as('ada')
    ada.cookies.set('souk_panel', again.cookies.get('souk_panel') ?? '')
    const page = await ada.press('Add role', { name: 'Night watch', permissions: ['inbox'] })
    expect(page.text).to.include('New role').and.to.include(back)
    expect(page.html).to.include('value="Night watch"')
    expect(page.html).not.to.include(old ?? 'a token')
    expect((await panel.services.roles.list()).map(({ name }) => name)).not.to.include('Night watch')
    expect((await ada.press('Add role')).text).to.include('The role Night watch was added.')
  })

  it('is not kept from another site, from a stranger, or from somebody who may not sign in any more', async () => {
    const ben = await panel.as('ben')
    await ben.get('/profile')
    const bens = await ben.token()
    const [token, id, proof] = bens.split('.')
    const ada = await panel.services.operators.findByEmail('ada@example.com')
    await endAll()
    const send = async (_csrf: string, headers: Record<string, string> = {}, more = {}) =>
      panel.visitor().post('/profile', { _csrf, name: 'Eve', ...more }, headers)

    for (const forged of ['x', token, `${token}.${ada?.id}.${proof}`, `${token}.${id}.`, `x.${id}.${proof}`])
      expect((await send(forged ?? '')).location, forged).to.equal('/sign-in')
    expect((await send(bens, { 'sec-fetch-site': 'cross-site' })).location).to.equal('/sign-in')
    expect((await send(bens, { origin: 'https://evil.example' })).location).to.equal('/sign-in')
    expect((await send(bens, {}, { name: 'x'.repeat(50_000) })).location).to.equal('/sign-in')
    expect((await send(bens, {}, { name: 'x'.repeat(200_000) })).location).to.equal('/sign-in')
    expect(await kept()).to.deep.equal([])
    expect((await send(bens)).location).to.equal('/sign-in?next=%2Fprofile')
    expect(await kept()).to.have.length(1)
    await endAll()
    await panel.services.operators.setDisabled(id ?? '', true, commandLine)
    expect((await send(bens)).location).to.equal('/sign-in')
    expect(await kept()).to.deep.equal([])
  })
})
