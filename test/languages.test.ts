import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import type { Client } from './support/client.ts'
import { customerOf, type Market, market } from './support/market.ts'
import { french, german, greeting, languagePack } from './support/samples.ts'
import { type PanelOptions, startPanel, type TestPanel } from './support/panel.ts'

const arabic = languagePack(
  'arabic',
  'ar',
  'العربية',
  { 'layout.sign-out': 'خروج' },
  { language: { code: 'ar', direction: 'rtl', name: 'العربية' } },
)
describe('Languages', function () {
  this.timeout(40_000)
  let shop: Market
  before(async () => {
    shop = await market([french, german, arabic, greeting])
  })
  after(() => shop.close())

  const panels: TestPanel[] = []
  const customer = async (...slugs: string[]) => customerWith({}, ...slugs)
  const customerWith = async (options: PanelOptions, ...slugs: string[]) => {
    const panel = await customerOf(shop, options)
    panels.push(panel)
    const ada = await panel.as('ada')
    for (const slug of slugs) {
      await ada.get(`/addons/${slug}`)
      expect((await ada.press('Install')).text).to.include('is installed')
    }
    return { panel, ada }
  }
  after(async () => {
    for (const panel of panels) await panel.stop()
  })

  const choose = async (client: Client, language: string) => {
    await client.get('/profile')
    return client.press('Save', { language })
  }
  const row = (page: { html: string }, slug: string) =>
    new RegExp(`<tr id="${slug}">[\\s\\S]*?</tr>`).exec(page.html)?.[0] ?? ''

  it('has English built in, which can be neither switched off nor uninstalled', async () => {
    const { ada } = await customer()
    const page = await ada.get('/languages')
    expect(row(page, 'english')).to.include('Built in').and.to.include('Default')
    expect(page.text).not.to.include('Uninstall')
    expect((await ada.post('/languages/english/deactivation')).status).to.equal(404)
  })

  it('speaks an installed language to whoever chose it, and English where the pack has no words', async () => {
    const { ada } = await customer('french')
    await choose(ada, 'fr')
    const page = await ada.get('/languages')
    expect(page.html).to.include('<html lang="fr" dir="ltr"')
    expect(page.text)
      .to.include('Se déconnecter')
      .and.to.include('Active, dis donc')
      .and.to.include('Make default')
  })

  it('turns the page for a language that is written from right to left', async () => {
    const { ada } = await customer('arabic')
    await choose(ada, 'ar')
    expect((await ada.get('/languages')).html).to.include('<html lang="ar" dir="rtl"')
  })

  it('falls back to the default for operators whose language goes away, and returns with it', async () => {
    const { ada } = await customer('french', 'german')
    await choose(ada, 'fr')
    await ada.post('/languages/german/default')
    await ada.post('/languages/french/deactivation')
    expect((await ada.get('/languages')).html).to.include('<html lang="de"')
    await ada.post('/languages/french/activation')
    expect((await ada.get('/languages')).html).to.include('<html lang="fr"')
  })

  it('keeps the default language until another one is the default', async () => {
    const { ada } = await customer('french')
    const chosen = await ada.post('/languages/french/default')
    expect(chosen.status).to.equal(303)
    const page = await ada.get('/languages')
    expect(page.text).to.include('French is the default language now')
    expect(row(page, 'french')).not.to.include('Deactivate')

    const refused = await ada.post('/languages/french/deactivation')
    expect(refused.status).to.equal(409)
    expect(refused.text).to.include('French is the default language. Choose another default language first.')
    expect((await ada.post('/languages/french/uninstallation', { data: 'keep' })).status).to.equal(409)
    expect((await ada.get('/languages/french/uninstallation')).text).to.include('Choose another default')

    await ada.post('/languages/english/default')
    expect((await ada.post('/languages/french/deactivation')).status).to.equal(303)
  })

  it('greets visitors in the language of their browser, if it is spoken', async () => {
    const { panel } = await customer('french')
    const page = await panel.visitor().fetch('/sign-in', { headers: { 'accept-language': 'fr-FR,fr;q=0.9' } })
    expect(page.html).to.include('<html lang="fr"')
  })

  it('greets visitors without a wish in the default language', async () => {
    const { panel, ada } = await customer('french')
    const greets = async (wish: string) =>
      (await panel.visitor().fetch('/sign-in', { headers: { 'accept-language': wish } })).html
    expect(await greets('*')).to.include('<html lang="en"')
    expect((await ada.post('/languages/french/default')).status).to.equal(303)
    expect(await greets('*')).to.include('<html lang="fr"')
    expect(await greets('nl, *;q=0.1')).to.include('<html lang="fr"')
    expect(await greets('en')).to.include('<html lang="en"')
  })

  it('switches off and on again, and says so on the grid', async () => {
    const { ada } = await customer('french')
    await ada.get('/languages')
    const off = await ada.press('Deactivate')
    expect(off.text).to.include('French is no longer active')
    expect(row(off, 'french')).to.include('Inactive')
    expect((await ada.press('Activate')).text).to.include('French is active')
    expect((await ada.post('/languages/french/activation')).status).to.equal(303)
  })

  it('asks before it uninstalls, and keeps or deletes the settings as chosen', async () => {
    const { panel, ada } = await customer('greeting')
    await ada.get('/languages/greeting/settings')
    await ada.press('Save', { 'setting-signature': 'Mister T' })
    for (const [data, kept] of [
      ['keep', 'Mister T'],
      ['delete', undefined],
    ] as const) {
      await ada.get('/languages/greeting/uninstallation')
      const page = await ada.press('Uninstall', { data })
      expect(page.text).to.include('Greeting is uninstalled')
      expect(row(page, 'greeting')).to.equal('')
      expect(await panel.services.installations.all()).to.deep.equal([])
      await ada.get('/addons/greeting')
      await ada.press('Install')
      expect((await panel.services.installations.find('greeting'))?.settings['signature']).to.equal(kept)
    }
  })

  it('asks for settings with the types that the signed manifest names, and points at what is wrong', async () => {
    const { panel, ada } = await customer('greeting')
    expect(row(await ada.get('/languages'), 'greeting'))
      .to.include('Needs set-up')
      .and.to.include('Set up')
    const form = await ada.get('/languages/greeting/settings')
    expect(form.html).to.include('type="number"').and.to.include('type="password"')

    const typed = { 'setting-signature': 'T', 'setting-repeats': '9', 'setting-tone': 'rude' }
    const wrong = await ada.press('Save', typed)
    expect(wrong.status).to.equal(422)
    expect(wrong.text)
      .to.include('Enter at least 3 characters for Signature.')
      .and.to.include('Enter 5 or less for Repeats.')
      .and.to.include('Choose one of the values for Tone.')
    expect(wrong.html).to.include('value="9"').and.to.include('href="#setting-repeats"')

    const right = {
      'setting-signature': 'Ms. T',
      'setting-repeats': '0',
      'setting-loud': 'on',
      'setting-tone': 'formal',
      'setting-words': 'one\r\n\r\ntwo',
    }
    expect((await ada.press('Save', right)).text).to.include('The settings of Greeting were saved')
    expect((await panel.services.installations.find('greeting'))?.settings).to.deep.equal({
      tone: 'formal',
      signature: 'Ms. T',
      repeats: 0,
      loud: true,
      days: [],
      words: ['one', 'two'],
    })
    expect((await ada.post('/languages/french/settings')).status).to.equal(404)
  })

  it('is not loaded when its files were changed on disk, says so, and Repair fetches them again', async () => {
    const { panel, ada } = await customer('french')
    await choose(ada, 'fr')
    const file = join(panel.dataDir, 'panel', 'addons', 'french', '1.0.0', 'messages.json')
    const signed = readFileSync(file, 'utf8')
    writeFileSync(file, signed.replace('Se déconnecter', 'Give me money'))

    const { dataDir } = panel
    const { databaseUrl } = panel.services.settings
    const restarted = await startPanel({ dataDir, databaseUrl, catalogueUrl: shop.url, seeded: false })
    panels.push(restarted)
    const operator = await restarted.as('ada')
    await choose(operator, 'fr')
    const page = await operator.get('/languages')
    expect(page.html).to.include('<html lang="en"')
    expect(row(page, 'french')).to.include('Altered on disk').and.to.include('Repair')
    expect(page.text).not.to.include('Give me money')
    expect((await operator.post('/languages/french/activation')).status).to.equal(409)

    expect((await operator.press('Repair')).text).to.include('French is repaired')
    expect(readFileSync(file, 'utf8')).to.equal(signed)
    expect((await operator.get('/languages')).text).to.include('Se déconnecter')
  })

  it('comes back by itself when the disk is empty after a move', async () => {
    const { panel } = await customer('french')
    rmSync(join(panel.dataDir, 'panel', 'addons'), { recursive: true })
    const { dataDir } = panel
    const moved = await customerWith({ dataDir, databaseUrl: panel.services.settings.databaseUrl })
    const operation = await moved.panel.services.operations.latestFor('french')
    expect(operation?.kind).to.equal('repair')
    await moved.panel.services.operations.ended(operation?.id ?? '', 10_000)
    expect((await moved.panel.services.languages.choices(0)).map(({ code }) => code)).to.include('fr')
  })

  it('is known to a second process over the same database at its next request', async () => {
    const { panel } = await customer()
    const { databaseUrl } = panel.services.settings
    const other = await customerWith({ dataDir: panel.dataDir, databaseUrl })
    await other.ada.get('/addons/french')
    await other.ada.press('Install')
    const ada = await panel.as('ada')
    expect((await ada.get('/profile')).html).to.include('Français')
  })

  it('shows channels and plugins as empty, and where they will be found', async () => {
    const { panel, ada } = await customer()
    const page = await ada.get('/plugins')
    expect(page.text).to.include('No plugins yet').and.to.include('Install one from Add-ons')
    expect(page.html).to.include('/addons?kind=plugin')
    expect((await ada.get('/channels')).text).to.include('No channels yet')
    expect((await (await panel.as('cleo')).fetch('/plugins')).status).to.equal(403)
  })
})

describe('A language pack that means harm', function () {
  this.timeout(40_000)
  const hostile = languagePack('hostile', 'ht', 'Harm', {})
  const messages = `{
    "layout.sign-out": "<img src=x onerror=alert(1)>",
    "layout.languages": "'{{'7*7'}}'",
    "__proto__": "polluted",
    "constructor": "polluted",
    "installations.version": 42,
    "installations.changed-by": "by nobody at no time",
    "installations.state": "{unclosed",
    "installations.actions": "\\u202egnp.exe"
  }`
  const useless = languagePack('useless', 'us', 'Useless', { 'no.such.key': 'x' })
  let shop: Market
  let panel: TestPanel
  let ada: Client
  before(async () => {
    // a careless vendor, who checks packs against nothing
    shop = await market([{ ...hostile, files: { 'files/messages.json': messages } }, useless], {})
    panel = await customerOf(shop)
    ada = await panel.as('ada')
  })
  after(async () => {
    await panel.stop()
    await shop.close()
  })

  it('says markup as text, runs nothing, and is passed over where it breaks the rules', async () => {
    await ada.get('/addons/hostile')
    expect((await ada.press('Install')).text).to.include('is installed')
    await ada.get('/profile')
    await ada.press('Save', { language: 'ht' })
    const page = await ada.get('/languages')
    expect(page.html).to.include('lang="ht"').and.not.to.include('<img src=x')
    expect(page.text).to.include('<img src=x onerror=alert(1)>').and.to.include('{{7*7}}')
    for (const english of ['Version', 'State', 'Actions', ' by Ada']) expect(page.text).to.include(english)
    expect(page.text).not.to.include('polluted').and.not.to.include('by nobody')
    expect(({} as Record<string, unknown>)['polluted']).to.equal(undefined)
  })

  it('stays inactive, with the reason, when nothing of it can be used', async () => {
    await ada.get('/addons/useless')
    const page = await ada.press('Install')
    expect(page.text)
      .to.include('Useless could not be activated')
      .and.to.include('The language pack cannot be used')
    const grid = await ada.get('/languages')
    expect(grid.html).to.match(/<tr id="useless">[\s\S]*?Inactive[\s\S]*?cannot be used/)
    expect((await ada.get('/profile')).html).not.to.include('value="us"')
  })
})
