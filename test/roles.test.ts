import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import type { Client } from './support/client.ts'
import { problemsOfPage } from './support/html.ts'
import { startPanel, type TestPanel } from './support/panel.ts'

describe('Managing roles', () => {
  let panel: TestPanel
  let ada: Client
  beforeEach(async () => {
    panel = await startPanel()
    ada = await panel.as('ada')
  })
  afterEach(() => panel.stop())

  const role = async (name: string) => {
    const found = (await panel.services.roles.list()).find(one => one.name === name)
    if (!found) throw new Error(`There is no role ${name}`)
    return found
  }
  const edit = async (name: string) => ada.get(panel.services.paths.role((await role(name)).id))

  it('lists them with what they allow, in words', async () => {
    const { text, html } = await ada.get('/roles')
    expect(text).to.include(
      'Add-on keeper View and Manage Add-ons and Manage Languages 1 Agent View Tickets 1 Owner',
    )
    expect(await problemsOfPage(html)).to.deep.equal([])
  })

  it('stand behind the page, with whatever else is seldom needed', async () => {
    const { html } = await ada.get('/roles')
    const [before, after] = [html.slice(0, html.indexOf('<main')), html.slice(html.indexOf('</main>'))]
    expect(before).to.include('href="/addons"').and.not.include('href="/roles"')
    expect(after).to.match(/href="\/roles" aria-current="page"/)
    expect(await problemsOfPage(html)).to.deep.equal([])
  })

  it('suggests that who may install may also buy', async () => {
    const { html } = await ada.get('/roles/new')
    expect(await problemsOfPage(html)).to.deep.equal([])
    const ticked = [...html.matchAll(/name="permissions" value="([^"]+)" checked/g)].map(([, name]) => name)
    expect(ticked).to.deep.equal(['addons', 'addons.spend'])
    await ada.press('Add role', { name: 'Buyer' })
    expect(ada.page().text).to.include('The role Buyer was added.')
    expect((await role('Buyer')).permissions).to.deep.equal(['addons', 'addons.spend'])
  })

  it('changes what its operators may do at their next request, and records it', async () => {
    const cleo = await panel.as('cleo')
    expect((await cleo.fetch('/languages')).status).not.to.equal(403)
    await edit('Add-on keeper')
    expect(await problemsOfPage(ada.page().html)).to.deep.equal([])
    expect(ada.page().text).to.include('One operator has this role.')
    await ada.press('Save', { name: 'Reader', permissions: ['activity', 'no-such-permission'] })
    expect(ada.page().text).to.include('The role Reader was saved.')
    expect((await cleo.fetch('/languages')).status).to.equal(403)
    expect((await cleo.fetch('/activity')).status).to.equal(200)
    const [line] = (await panel.services.activity.list({ act: 'role.change' }, 1)).lines
    expect(line).to.include({ operator: 'Ada', result: 'done', detail: 'Reader: activity' })
  })

  it('keeps what was typed when something is wrong', async () => {
    await ada.get('/roles/new')
    const wrong: [{ name: string; permissions: string[] }, string][] = [
      [{ name: '', permissions: ['inbox'] }, 'Enter a name.'],
      [{ name: 'x'.repeat(81), permissions: ['inbox'] }, 'at most 80 characters'],
      [{ name: 'owner', permissions: ['inbox'] }, 'Another role has this name.'],
      [{ name: 'Spender', permissions: ['addons.spend'] }, 'Tick both, or neither.'],
    ]
    for (const [form, words] of wrong) {
      const { status, text, html } = await ada.press('Add role', form)
      expect(status, words).to.equal(422)
      expect(text).to.include(words)
      expect(html).to.match(new RegExp(`value="${form.permissions[0]}" checked`))
      expect(await problemsOfPage(html)).to.deep.equal([])
    }
  })

  it('keeps somebody who may manage operators', async () => {
    await edit('Owner')
    const answer = await ada.press('Save', { permissions: ['addons', 'roles'] })
    expect(answer.status).to.equal(422)
    expect(answer.text).to.include('nobody could manage operators any more')
    await ada.get(panel.services.paths.roleRemoval((await role('Owner')).id))
    expect((await ada.press('Remove role')).status).to.equal(422)
    expect(ada.page().text).to.include('nobody could manage operators any more')
    expect((await role('Owner')).permissions).to.have.length(9)
  })

  it('asks before a role is removed, and says whom it concerns', async () => {
    const cleo = await panel.as('cleo')
    await ada.get(panel.services.paths.roleRemoval((await role('Add-on keeper')).id))
    expect(await problemsOfPage(ada.page().html)).to.deep.equal([])
    expect(ada.page().text).to.include('One operator has it and loses what it allows at once.')
    await ada.press('Remove role')
    expect(ada.page().text).to.include('The role Add-on keeper was removed.')
    expect((await cleo.fetch('/addons')).status).to.equal(403)
    expect((await ada.get('/operators')).text).to.include('cleo@example.com – Enabled')
  })

  it('answers for no role that is not there', async () => {
    for (const path of ['/roles/x', '/roles/x/removal']) {
      expect((await ada.post(path, { name: 'X' })).status, path).to.equal(404)
      expect((await ada.get(path)).status, path).to.equal(404)
    }
  })
})
