import { join } from 'node:path'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import nunjucks from 'nunjucks'
import { englishMessages } from '../config/messages.ts'
import { root } from '../config/root.ts'
import { checkMessages } from '../contracts/language-packs.ts'
import { translateInto } from '../marketplace/messages.ts'
import { pathsUnder } from '../routes/paths.ts'
import type { Client } from './support/client.ts'
import { writeTo } from './support/inbox.ts'
import { type Market, market } from './support/market.ts'
import { japanese, payingHelpDesk, type PayingHelpDesk, plainEnglish } from './support/paying.ts'
import { pseudo, untranslatedOn } from './support/pseudo.ts'
import { french, languagePack } from './support/samples.ts'
import { installVersion } from './support/updating.ts'

const english = englishMessages()
const messages = Object.fromEntries(Object.entries(english).map(([key, text]) => [key, pseudo(text)]))
const language = { code: 'ko', direction: 'ltr', name: 'Pseudo', messages } as const
// the code of Korean: its dates, lists and sizes have no Latin words that could be taken for English
const pack = languagePack('pseudo', 'ko', 'Pseudo', messages)

/** Names of add-ons, people, roles, languages, units and numbers, tags: the same in every language. */
const names = [
  'Plain-english',
  'plain-english',
  'French',
  'french',
  'Japanese',
  'japanese',
  'Pseudo',
  'pseudo',
  'English',
  'Français',
  'translation',
  'web-form',
  'zzzz',
  'Souk',
  'Ada',
  'Ben',
  'Cleo',
  'Olive Owner',
  'Owner',
  'Administrator',
  'Add-on keeper',
  'Agent',
  'Visa',
  'USD',
  'INV-',
  'kB',
  'MB',
  'GB',
  'PM',
  'AM',
  'UTC',
]

/** One template rendered in that language; `change` changes its source first. */
const rendered = (template: string, change: (source: string) => string) => {
  const files = new nunjucks.FileSystemLoader(join(root, 'views'))
  const getSource = files.getSource.bind(files)
  files.getSource = name => {
    const found = getSource(name)
    return name === template ? { ...found, src: change(found.src) } : found
  }
  return new nunjucks.Environment(files, { autoescape: true }).render(template, {
    layout: 'layouts/fragment.njk',
    paths: pathsUnder(''),
    t: translateInto(language, { ...language, messages: english }),
    details: { reference: '1' },
  })
}

describe('A panel in a language that nobody speaks', function () {
  this.timeout(60_000)
  let shop: Market
  let desk: PayingHelpDesk
  let ada: Client
  before(async () => {
    shop = await market([pack, french, { ...french, version: '1.1.0' }, japanese, plainEnglish])
    desk = await payingHelpDesk(shop)
    ada = await desk.panel.as('ada')
    await installVersion(desk.panel, 'french', '1.0.0')
    await installVersion(desk.panel, 'pseudo', '1.0.0')
    await desk.buy('japanese', 'monthly')
    await desk.payWith('4000000000000002')
    await desk.buy('plain-english', 'one-time')
    await ada.get('/profile')
    await ada.press('Save', { language: 'ko' })
  })
  after(async () => {
    await desk.stop()
    await shop.close()
  })

  it('has every message, longer and with the same placeholders, plurals and choices', () => {
    const { problems, missing } = checkMessages(messages, english)
    expect({ problems, missing }).to.deep.equal({ problems: [], missing: 0 })
    const lengthOf = (all: Record<string, string>) => Object.values(all).join('').length
    expect(lengthOf(messages) / lengthOf(english)).to.be.within(1.25, 1.5)
    const say = translateInto(language, { ...language, messages: english })
    expect(say('addons.count', { count: 3 })).to.match(/^3 [^A-Za-z]+$/)
  })

  it('would not hide a bare word in a template, nor in an attribute of it', () => {
    const page = 'errors/too-large.njk'
    expect(
      untranslatedOn(
        rendered(page, source => source),
        names,
      ),
    ).to.deep.equal([])
    const bare = rendered(page, source =>
      source.replace(/\{\{ t\('errors\.too-large-text'\) \}\}/, 'Too <b title="by far">large</b> for Ada'),
    )
    expect(untranslatedOn(bare, names)).to.have.members(['Too', 'large', 'for', 'by', 'far'])
  })

  it('has no word of English on any page', async () => {
    const { conversation } = await writeTo(desk.services.inbox, { subject: '12', text: '34' })
    const operation = await desk.services.operations.latestFor('japanese')
    const [operator] = await desk.services.operators.list()
    const [role] = await desk.services.roles.list()
    const pages = [
      '/addons',
      '/addons?q=zzzz',
      '/addons/french',
      '/addons/japanese',
      '/addons/plain-english',
      '/addons/french/policy',
      '/updates',
      '/purchases',
      '/inbox',
      `/inbox/${conversation}`,
      '/channels',
      '/languages',
      '/languages/french',
      '/languages/japanese/uninstallation',
      '/languages/japanese/deactivation',
      '/plugins',
      `/operations/${operation?.id}`,
      '/operators',
      '/operators/new',
      `/operators/${operator?.id}`,
      '/roles',
      `/roles/${role?.id}`,
      `/roles/${role?.id}/removal`,
      '/settings',
      '/activity',
      '/status',
      '/safe-mode',
      '/profile',
      '/profile/password',
      '/connection/disconnection',
      '/help',
      '/nothing-here',
    ]
    const found: string[] = []
    for (const page of pages) {
      const { html } = await ada.get(page)
      expect(html, page).to.include('<html lang="ko"')
      for (const word of untranslatedOn(html, names)) found.push(`${page}: ${word}`)
    }
    expect(found).to.deep.equal([])
  })
})
