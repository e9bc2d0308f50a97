import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { commandLine } from '../marketplace/activity.ts'
import { eachDatabaseUrl } from './support/databases.ts'
import type { Client } from './support/client.ts'
import { problemsOfPage } from './support/html.ts'
import { startPanel, type TestPanel } from './support/panel.ts'

describe('Managing operators', () => {
  let panel: TestPanel
  let ada: Client
  beforeEach(async () => {
    panel = await startPanel()
    ada = await panel.as('ada')
  })
  afterEach(() => panel.stop())

  const operator = async (name: string) => {
    const found = await panel.services.operators.findByEmail(`${name}@example.com`)
    if (!found) throw new Error(`There is no ${name}`)
    return found
  }
  const role = async (name: string) =>
    (await panel.services.roles.list()).find(one => one.name === name)?.id ?? ''
  const edit = async (name: string) => ada.get(panel.services.paths.operator((await operator(name)).id))
  const acts = async () =>
    (await panel.services.activity.list({}, 1)).lines
      .filter(({ act }) => act.startsWith('operator.'))
      .map(({ operator: who, act, result, detail }) => `${who} ${act} ${result} ${detail}`)

  const newOperator = { name: 'Dan', email: 'dan@example.com', password: 'a long password' }

  it('lists them with their roles and states', async () => {
    await panel.services.operators.setDisabled((await operator('ben')).id, true, commandLine)
    const { text, html } = await ada.get('/operators')
    expect(text).to.include('Ada ada@example.com Owner Enabled Ben ben@example.com Agent Disabled')
    expect(await problemsOfPage(html)).to.deep.equal([])
  })

  it('adds one, who can sign in and may do what the roles allow', async () => {
    await ada.get('/operators/new')
    expect(await problemsOfPage(ada.page().html)).to.deep.equal([])
    const roles = [await role('Agent'), await role('Add-on keeper')]
    await ada.press('Add operator', { ...newOperator, email: ' Dan@Example.COM', roles })
    expect(ada.page().text).to.include('Dan was added.').and.include('Add-on keeper and Agent')
    expect((await ada.get('/operators')).text).not.to.include('was added')

    const dan = await panel.as('dan', newOperator.password)
    expect(dan.page().text).to.include('Languages').and.not.include('Operators')
    expect((await dan.fetch('/operators')).status).to.equal(403)
    expect(await acts()).to.deep.equal(['Ada operator.add done Dan <dan@example.com>'])
  })

  it('keeps what was typed when something is wrong, but never the password', async () => {
    await ada.get('/operators/new')
    const agent = await role('Agent')
    const wrong: [object, string][] = [
      [{ ...newOperator, name: ' ' }, 'Enter a name.'],
      [{ ...newOperator, name: 'x'.repeat(121) }, 'at most 120 characters'],
      [{ ...newOperator, email: 'dan' }, 'Enter an e-mail address like name@example.com.'],
      [{ ...newOperator, email: 'BEN@example.com' }, 'Another operator has this e-mail address'],
      [{ ...newOperator, password: 'eleven char' }, 'at least 12 characters'],
      [{ ...newOperator, password: 'x'.repeat(201) }, 'at most 200 characters'],
    ]
    for (const [form, words] of wrong) {
      const { status, text, html } = await ada.press('Add operator', { ...form, roles: [agent] })
      expect(status, words).to.equal(422)
      expect(text).to.include(words)
      expect(html).to.match(/<title>Error: /)
      expect(html).to.match(new RegExp(`value="${agent}" checked`))
      expect(html).not.to.include('a long password')
      expect(await problemsOfPage(html)).to.deep.equal([])
    }
    expect(await panel.services.operators.findByEmail('dan@example.com')).to.equal(undefined)
  })

  it('shows names as text, whatever they are', async () => {
    await ada.get('/operators/new')
    const name = `<img src=x onerror=alert(1)> {{7*7}} "q" 'a' {name}`
    const { html, text } = await ada.press('Add operator', { ...newOperator, name })
    expect(html).not.to.include('<img src=x')
    expect(text).to.include(`${name} was added.`)
  })

  it('changes name, address and roles, which works at the next request', async () => {
    const ben = await panel.as('ben')
    expect((await ben.fetch('/addons')).status).to.equal(403)
    await edit('ben')
    expect(await problemsOfPage(ada.page().html)).to.deep.equal([])
    const roles = [await role('Agent'), await role('Owner')]
    await ada.press('Save', { name: 'Benjamin', email: 'ben.j@example.com', roles })
    expect(ada.page().text).to.include('Benjamin was saved.').and.include('ben.j@example.com Agent and Owner')
    expect((await ben.get('/roles')).text).to.include('Benjamin , Your profile Sign out')
    expect((await panel.as('ben.j@example.com')).page().text).to.include('Benjamin')
  })

  it('signs a disabled operator out at once, and lets an enabled one in again', async () => {
    const ben = await panel.as('ben')
    await edit('ben')
    await ada.press('Disable')
    expect(ada.page().text).to.include('Ben was disabled.')
    expect((await ben.fetch('/profile')).status).to.equal(303)
    expect(await panel.as('ben').catch((error: Error) => error.message)).to.equal('ben could not sign in')
    await edit('ben')
    await ada.press('Enable')
    expect(ada.page().text).to.include('Ben was enabled.')
    await panel.as('ben')
    expect(await acts()).to.deep.equal([
      'Ada operator.enable done Ben <ben@example.com>',
      'Ada operator.disable done Ben <ben@example.com>',
    ])
  })

  it('lets nobody disable themselves', async () => {
    await edit('ada')
    expect(ada.page().text).to.include('You can’t disable yourself.')
    const { id } = await operator('ada')
    const answer = await ada.post(panel.services.paths.operatorState(id), { disabled: 'yes' })
    expect(answer.status).to.equal(422)
    expect(answer.text).to.include('You can’t disable yourself.')
    expect((await operator('ada')).disabled).to.equal(false)
  })

  it('keeps somebody who may manage operators', async () => {
    await edit('ada')
    const answer = await ada.press('Save', { roles: [await role('Agent')] })
    expect(answer.status).to.equal(422)
    expect(answer.text).to.include('Nobody else may manage operators.')
    expect((await operator('ada')).roles).to.deep.equal([await role('Owner')])

    const ben = await operator('ben')
    await panel.services.operators.change(ben.id, { ...ben, roles: [await role('Owner')] }, commandLine)
    await edit('ada')
    expect((await ada.press('Save', { roles: [await role('Agent')] })).status).to.equal(403)
    expect(await panel.services.operators.setDisabled(ben.id, true, commandLine)).to.deep.equal({
      kind: 'nobody left',
    })
  })

  it('gives an operator a new password, which signs them out everywhere', async () => {
    const ben = await panel.as('ben')
    const { id } = await operator('ben')
    await ada.get(panel.services.paths.operatorPassword(id))
    expect(await problemsOfPage(ada.page().html)).to.deep.equal([])
    expect((await ada.press('Set a new password', { password: 'too short' })).status).to.equal(422)
    await ada.press('Set a new password', { password: 'ｎew pässword for ben' })
    expect(ada.page().text).to.include('Ben has a new password.')
    expect((await ben.fetch('/profile')).status).to.equal(303)
    // the same letters typed on another keyboard
    await panel.as('ben', 'new pa\u0308ssword for ben')
    expect(await acts()).to.deep.equal(['Ada operator.password done Ben <ben@example.com>'])
  })

  it('keeps one’s own session when one sets one’s own password here', async () => {
    const elsewhere = await panel.as('ada')
    await ada.get(panel.services.paths.operatorPassword((await operator('ada')).id))
    await ada.press('Set a new password', { password: 'a quite new password' })
    expect(ada.page().text).to.include('Ada has a new password.')
    expect((await elsewhere.fetch('/profile')).status).to.equal(303)
  })

  it('answers for nobody who is not there', async () => {
    for (const path of ['/operators/x', '/operators/x/password', '/operators/x/state'])
      expect((await ada.post(path, { name: 'X', email: 'x@example.com' })).status, path).to.equal(404)
    expect((await ada.get('/operators/x')).status).to.equal(404)
  })
})

describe('Operators, on either database', () => {
  eachDatabaseUrl((_name, url) => {
    it('sign in, are added, disabled and recorded', async () => {
      const panel = await startPanel({ databaseUrl: await url() })
      const ada = await panel.as('ada')
      await ada.get('/operators/new')
      await ada.press('Add operator', { name: 'Dan', email: 'dan@example.com', password: 'a long password' })
      expect(ada.page().text).to.include('Dan was added.')
      const dan = await panel.as('dan', 'a long password')
      expect(dan.page().text).to.include('Your profile')
      const found = await panel.services.operators.findByEmail('dan@example.com')
      await ada.get(panel.services.paths.operator(found?.id ?? ''))
      await ada.press('Disable')
      expect((await dan.fetch('/profile')).status).to.equal(303)
      const { text } = await ada.get('/activity')
      expect(text)
        .to.include('Disable operator')
        .and.include('Dan <dan@example.com>')
        .and.include('4 entries')
      expect((await ada.fetch('/activity.csv?operator=Ada')).html.trimEnd().split('\r\n')).to.have.length(4)
      await panel.stop()
    })
  })
})
