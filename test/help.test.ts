import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { operatorCommands } from '../cli/souk.ts'
import { operatorCommandLine } from '../contracts/operator-commands.ts'
import type { Client } from './support/client.ts'
import { problemsOfPage } from './support/html.ts'
import { startPanel, type TestPanel } from './support/panel.ts'

describe('Help', () => {
  let panel: TestPanel
  let [ada, ben]: Client[] = []
  before(async () => {
    panel = await startPanel()
    ada = await panel.as('ada')
    ben = await panel.as('ben')
  })
  after(() => panel.stop())

  const look = (client: Client | undefined, path = '/help') => {
    if (!client) throw new Error('Nobody is signed in')
    return client.get(path)
  }
  const link = (html: string) => /<a href="\/help"[^>]*>Help<\/a>/.exec(html)?.[0]

  it('is open to everybody who is signed in, from every page, and to nobody else', async () => {
    for (const path of ['/inbox', '/profile', '/nothing-here'])
      expect(link((await look(ben, path)).html), path).to.be.a('string')
    expect((await look(ben)).status).to.equal(200)
    expect((await panel.visitor().fetch('/help')).location).to.equal('/sign-in?next=%2Fhelp')
  })

  it('is a valid page that tells the keys, the words and how to make a backup', async () => {
    const { html, text } = await look(ada)
    expect(await problemsOfPage(html)).to.deep.equal([])
    for (const words of [
      '? Open this page',
      '/ Go to the search field',
      'Safe mode The panel works',
      'SECRET_KEY',
    ])
      expect(text).to.include(words)
  })

  it('leads only to the pages that an operator may see', async () => {
    expect((await look(ada)).html).to.include('<a href="/operators">Operators</a></dt><dd>Add people')
    expect((await look(ben)).html).not.to.include('Add people')
    expect((await look(ben)).html).to.include('<dd>Read and answer what customers write.')
  })

  it('tells every command as the command line itself tells it', async () => {
    const written = operatorCommandLine.map(({ words, takes }) =>
      [...words, ...(takes ? [takes] : [])].join(' '),
    )
    const real = operatorCommands.map(({ words, positionals = [] }) => [...words, ...positionals].join(' '))
    expect(written.toSorted()).to.deep.equal(real.toSorted())
    const { text } = await look(ben)
    for (const { words, about } of operatorCommands) expect(text, words.join(' ')).to.include(about)
  })

  it('has keys only for those who have not switched them off in their profile', async () => {
    expect(link((await look(ben)).html)).to.include('aria-keyshortcuts="?"')
    await look(ben, '/profile')
    const saved = await ben?.press('Save', { shortcuts: [] })
    expect(saved?.text).to.include('Your profile was saved.')
    expect(link(saved?.html ?? '')).not.to.include('aria-keyshortcuts')
    expect((await look(ben)).text).to.include('You have switched these keys off.')
    expect(link((await look(ada)).html)).to.include('aria-keyshortcuts="?"')

    await look(ben, '/profile')
    await ben?.press('Save', { shortcuts: 'on' })
    expect(link((await look(ben)).html)).to.include('aria-keyshortcuts="?"')
  })
})
