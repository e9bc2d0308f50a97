import { describe } from 'mocha'
import { startPanel, type TestPanel } from '../../support/panel.ts'
import { handAt } from '../../support/ways.ts'
import { said } from './journey.ts'
import { type Desk, endSessions, signInAgain, type Walk, walkInEveryWay } from './walking.ts'

const kimIn = ({ services }: TestPanel) => services.operators.findByEmail('kim@example.com')
const rolesIn = async ({ services }: TestPanel) =>
  Object.fromEntries(
    (await services.roles.list())
      .filter(({ name }) => name.startsWith('Team'))
      .map(({ name, permissions }) => [name, permissions.toSorted()]),
  )

const makeRole: Walk = {
  title: 'make a role for those who look after languages and read the inbox',
  async walk({ hand, panel }) {
    await hand.open('/roles')
    await hand.follow('New role')
    await hand.arrives('New role')
    await hand.fill('Name', 'Team Words')
    await hand.untick('View and Manage Add-ons')
    await hand.press('Add role')
    await hand.page.locator('#problems').waitFor()
    const refused = { ...(await said(hand)), name: await hand.page.getByLabel('Name').inputValue() }
    await hand.untick('Purchase and Cancel Add-ons')
    await hand.tick('Manage Languages')
    await hand.tick('View Tickets')
    await hand.press('Add role')
    await hand.arrives('Roles')
    return { refused, ...(await said(hand)), roles: await rolesIn(panel) }
  },
  ends: {
    refused: { title: 'Error: New role · Souk', status: '', name: 'Team Words' },
    title: 'The role Team Words was added. · Roles · Souk',
    status: 'The role Team Words was added.',
    roles: { 'Team Words': ['inbox', 'languages'] },
  },
}

const makeOperator: Walk = {
  title: 'make an operator, whose address was somebody else’s at first',
  async walk({ hand, panel }) {
    await hand.open('/operators')
    await hand.follow('New operator')
    await hand.arrives('New operator')
    await hand.fill('Name', 'Kim')
    await hand.fill('E-mail', 'ben@example.com')
    await hand.tick('Team Words')
    await hand.fill('Password', 'demo-password')
    await hand.press('Add operator')
    await hand.page.locator('#problems').waitFor()
    const refused = {
      ...(await said(hand)),
      name: await hand.page.getByLabel('Name').inputValue(),
      role: await hand.page.getByLabel('Team Words').isChecked(),
      password: await hand.page.getByLabel('Password').inputValue(),
    }
    await hand.fill('E-mail', 'kim@example.com')
    await hand.fill('Password', 'demo-password')
    await hand.press('Add operator')
    await hand.arrives('Operators')
    return { refused, ...(await said(hand)), roles: (await kimIn(panel))?.roles.length }
  },
  ends: {
    refused: { title: 'Error: New operator · Souk', status: '', name: 'Kim', role: true, password: '' },
    title: 'Kim was added. · Operators · Souk',
    status: 'Kim was added.',
    roles: 1,
  },
}

const menuOf = async ({ hand }: Pick<Desk, 'hand'>) =>
  hand.page.getByRole('navigation', { name: 'Main menu' }).getByRole('link').allInnerTexts()

const takeAway: Walk = {
  title: 'take a right away, which is gone at that operator’s next page',
  async walk({ hand, panel }) {
    const kim = await handAt(panel.url, hand.way)
    await kim.open('/languages')
    await signInAgain(kim, 'kim')
    await kim.arrives('Languages')
    const before = await menuOf({ hand: kim })
    await hand.open('/roles')
    await hand.follow('Team Words')
    await hand.arrives('Team Words')
    await hand.untick('Manage Languages')
    await hand.press('Save')
    await hand.arrives('Roles')
    const told = await said(hand)
    await kim.open('/languages')
    await kim.sees('Manage Languages')
    const refused = await said(kim)
    const after = await menuOf({ hand: kim })
    await kim.leave()
    return { before, told, refused, after, roles: await rolesIn(panel) }
  },
  ends: {
    before: ['Inbox', 'Languages'],
    told: {
      title: 'The role Team Words was saved. · Roles · Souk',
      status: 'The role Team Words was saved.',
    },
    refused: { title: 'You may not see this page · Souk', status: '' },
    after: ['Inbox'],
    roles: { 'Team Words': ['inbox'] },
  },
}

const signedOut: Walk = {
  title: 'find a role as it was typed after a new sign-in',
  async walk({ hand, panel }) {
    await hand.open('/roles/new')
    await hand.fill('Name', 'Team Night')
    await hand.untick('Purchase and Cancel Add-ons')
    await hand.tick('View System Activity Log')
    await endSessions(panel)
    await hand.press('Add role')
    await hand.sees('You were signed out, so nothing was saved or sent.')
    await signInAgain(hand)
    await hand.arrives('New role')
    const before = await rolesIn(panel)
    const name = await hand.page.getByLabel('Name').inputValue()
    await hand.press('Add role')
    await hand.arrives('Roles')
    return { before, name, ...(await said(hand)), roles: await rolesIn(panel) }
  },
  ends: {
    before: { 'Team Words': ['inbox'] },
    name: 'Team Night',
    title: 'The role Team Night was added. · Roles · Souk',
    status: 'The role Team Night was added.',
    roles: { 'Team Words': ['inbox'], 'Team Night': ['activity', 'addons'] },
  },
}

const help: Walk = {
  title: 'open Help from any page, by ? where there is script, by its link where there is none',
  async walk({ hand }) {
    await hand.open('/inbox')
    if (hand.way === 'without script') await hand.follow(/^Help$/)
    else await hand.page.keyboard.press('?')
    await hand.arrives('Help')
    const parts = await hand.page.getByRole('heading', { level: 2 }).count()
    return { parts, ...(await said(hand)), keys: await hand.page.locator('kbd').allInnerTexts() }
  },
  ends: { parts: 6, title: 'Help · Souk', status: '', keys: ['?', '/'] },
}

const profile: Walk = {
  title: 'choose the dark, another time zone and no single keys in the profile',
  async walk({ hand, panel }) {
    await hand.open('/profile')
    await hand.choose('Time zone', 'Europe/Paris')
    await hand.tick('Dark')
    await hand.untick('Use single keys as shortcuts')
    await hand.press('Save')
    await hand.page.locator('html[data-theme=dark]').waitFor()
    const told = await said(hand)
    await hand.open('/inbox')
    await hand.page.keyboard.press('?')
    await hand.follow('Ada')
    await hand.arrives('Your profile')
    const ada = await panel.services.operators.findByEmail('ada@example.com')
    return { ...told, theme: ada?.theme, timeZone: ada?.timeZone, shortcuts: ada?.shortcuts }
  },
  ends: {
    title: 'Your profile was saved. · Your profile · Souk',
    status: 'Your profile was saved.',
    theme: 'dark',
    timeZone: 'Europe/Paris',
    shortcuts: false,
  },
}

const lookBack: Walk = {
  title: 'find in the record what one operator did, and sign out',
  async walk({ hand }) {
    await hand.open('/activity')
    await hand.choose('Who', 'Ada')
    await hand.press(/^Show$/)
    await hand.page.waitForURL(/operator=Ada/)
    const acts = await hand.page.getByText('Kim').count()
    await hand.press('Sign out')
    await hand.arrives('Sign in')
    return { acts: acts > 0, ...(await said(hand)) }
  },
  ends: { acts: true, title: 'Sign in · Souk', status: '' },
}

describe('With script, without it and by keyboard alone, somebody among operators can', function () {
  this.timeout(120_000)
  walkInEveryWay([makeRole, makeOperator, takeAway, signedOut, help, profile, lookBack], () => startPanel())
})
