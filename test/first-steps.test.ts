import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { backUp } from '../config/backups.ts'
import { commandLine } from '../marketplace/activity.ts'
import type { Permission } from '../marketplace/permissions.ts'
import type { Client } from './support/client.ts'
import { problemsOfPage } from './support/html.ts'
import { customerOf, type Market, market } from './support/market.ts'
import type { TestPanel } from './support/panel.ts'
import { greeting } from './support/samples.ts'

const summary = /<summary>First steps: (\d+ of \d+) done<\/summary>/

describe('The first steps of a new help desk', function () {
  this.timeout(30_000)
  let shop: Market
  let panel: TestPanel
  let ada: Client
  before(async () => {
    shop = await market([greeting])
    panel = await customerOf(shop)
    ada = await panel.as('ada')
  })
  after(async () => {
    await panel.stop()
    await shop.close()
  })

  const someone = async (name: string, permissions: Permission[]) => {
    const { roles, operators, passwords } = panel.services
    const role = await roles.add({ name, permissions }, commandLine)
    if (role.kind !== 'done') throw new Error(role.kind)
    const email = `${name}@example.com`
    const hash = await passwords.hash('a password for tests')
    await operators.add({ email, name, roles: [role.id] }, hash, commandLine)
    return panel.as(email, 'a password for tests')
  }
  const done = (html: string) => summary.exec(html)?.[1]

  it('stand on the page where an operator lands, each with the way to it, or done', async () => {
    const { html, text } = await ada.get('/')
    expect(done(html)).to.equal('2 of 4')
    expect(text).to.include('Done: Log in to the client area').and.to.include('Done: Add a second operator')
    expect(html)
      .to.include('<a href="/addons?kind=channel">Install a channel, so that customers can write to you</a>')
      .and.to.include('<a href="/help#backup">Make a backup')
    expect(await problemsOfPage(html)).to.deep.equal([])
  })

  it('are those that are one’s own: of others nothing is said', async () => {
    expect(done((await (await panel.as('cleo')).get('/')).html)).to.equal('1 of 2')
    expect((await (await panel.as('ben')).get('/')).html).not.to.match(summary)
    const manager = await someone('manager', ['operators'])
    const page = await manager.get('/')
    expect(done(page.html)).to.equal('1 of 2')
    expect(page.text).to.include('Operators').and.not.to.include('client area')
  })

  it('are not in the way of somebody who searches', async () => {
    expect((await ada.get('/addons?q=greeting')).html).not.to.match(summary)
  })

  it('name what waits to be set up, until it is', async () => {
    await ada.get('/addons/greeting')
    await ada.press('Install')
    expect((await ada.get('/addons')).html).to.include(
      '<a href="/languages/greeting/settings">Set up Greeting:',
    )
    await ada.get('/languages/greeting/settings')
    await ada.press('Save', { 'setting-signature': 'Mister T' })
    expect((await ada.get('/addons')).text).not.to.include('Set up Greeting')
  })

  it('ask the database once, and again only when something has changed', async () => {
    const { firstSteps, roles } = panel.services
    const { beginnings } = firstSteps
    let asked = 0
    firstSteps.beginnings = () => {
      asked++
      return beginnings()
    }
    await roles.add({ name: 'Anything', permissions: [] }, commandLine)
    for (const path of ['/addons', '/addons', '/help', '/addons']) await ada.get(path)
    firstSteps.beginnings = beginnings
    expect(asked).to.equal(1)
  })

  it('know of a backup that was made, and go away when all are done', async () => {
    const { settings } = panel.services
    const manager = await someone('keeper', ['operators'])
    await backUp(settings, new Date())
    expect((await ada.get('/addons')).text).to.include('Done: Make a backup')
    expect((await manager.get('/')).html).not.to.match(summary)
  })

  it('can be hidden, by one operator for themselves, and are found on Help', async () => {
    await ada.get('/addons')
    const hidden = await ada.press('Hide these steps')
    expect(hidden.text).to.include('The first steps are hidden. You find them on the page Help.')
    expect(hidden.html).not.to.match(summary)
    expect((await (await panel.as('ada')).get('/')).html).not.to.match(summary)
    expect((await (await panel.as('cleo')).get('/')).html).to.match(summary)
    expect((await ada.get('/help')).text).to.include('First steps Done: Log in')
  })
})
