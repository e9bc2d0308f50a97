import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import type { Client } from './support/client.ts'
import { codeMarket, until } from './support/code-panel.ts'
import { codeSample } from './support/code-samples.ts'
import { everyByteIn, logInto } from './support/connected.ts'
import { eachDatabaseUrl } from './support/databases.ts'
import { customerOf, type Market, market } from './support/market.ts'
import { type PanelOptions, startPanel, type TestPanel } from './support/panel.ts'
import { languagePack } from './support/samples.ts'

const secretKey = 'the first secret key of this help desk'
const token = 'tok-5ecret-0123456789'

/** An add-on that does nothing before somebody has told it a token. */
const speaker = languagePack(
  'speaker',
  'eo',
  'Esperanto',
  { 'layout.sign-out': 'Elsaluti' },
  {
    settings: {
      type: 'object',
      properties: {
        token: {
          type: 'string',
          title: 'Bot token',
          'x-secret': true,
          minLength: 10,
          description: 'From the bot.',
        },
        backup: { type: 'string', title: 'Second token', 'x-secret': true },
        greeting: { type: 'string', title: 'Greeting', default: 'Hello', maxLength: 20 },
        note: { type: 'string', title: 'Note', maxLength: 500, 'x-group': 'Words' },
        words: {
          type: 'array',
          title: 'Own words',
          items: { type: 'string', maxLength: 5 },
          'x-group': 'Words',
        },
        tone: {
          type: 'string',
          title: 'Tone',
          oneOf: [
            { const: 'f', title: 'Formal' },
            { const: 'c', title: 'Casual' },
          ],
        },
        zone: { type: 'string', title: 'Zone', enum: ['A', 'B', 'C', 'D', 'E'] },
        days: { type: 'array', title: 'Days', items: { type: 'string', enum: ['Monday', 'Tuesday'] } },
        hour: { type: 'integer', title: 'Hour', minimum: 0, maximum: 23, description: 'Of the day.' },
        opens: { type: 'string', title: 'Opens', format: 'time' },
        email: { type: 'string', title: 'Address', format: 'email' },
        sign: { type: 'boolean', title: 'Sign replies', description: 'With your name.', default: true },
      },
      required: ['token', 'greeting'],
    },
  },
)
const form = '/languages/speaker/settings'

describe('The settings of an add-on', function () {
  this.timeout(40_000)
  let shop: Market
  const lines: string[] = []
  const panels: TestPanel[] = []
  before(async () => {
    shop = await market([speaker])
  })
  after(async () => {
    for (const panel of panels) await panel.stop()
    await shop.close()
  })

  const customer = async (options: PanelOptions = {}) => {
    const env = { SECRET_KEY: secretKey, ...options.env }
    const panel = await customerOf(shop, { log: logInto(lines), ...options, env })
    panels.push(panel)
    const ada = await panel.as('ada')
    await ada.get('/addons/speaker')
    return { panel, ada, result: await ada.press('Install') }
  }
  const setUp = async (ada: Client) => {
    await ada.get(form)
    return ada.press('Save', { 'setting-token': token })
  }
  const card = async (ada: Client) => /class="card-foot".*?<\/p>/s.exec((await ada.get('/addons')).html)?.[0]
  const settingsOf = async ({ services }: TestPanel) =>
    (await services.installations.find('speaker'))?.settings

  it('lead from the installation to where the missing ones are filled in, and say so everywhere until then', async () => {
    const { ada, result } = await customer()
    expect(result.text).to.include('Speaker is installed').and.include('Needs set-up').and.include('Set up')
    expect(result.html).to.include(`href="${form}"`)
    expect(await card(ada)).to.include('Needs set-up')
    expect((await ada.get('/addons/speaker')).text).to.include('Speaker does not work yet')
    expect(ada.page().html).to.include(`href="${form}"`)
    expect((await ada.get('/languages')).text).to.include('Needs set-up')
    expect((await ada.get(form)).text).to.include('does not work before this is filled in: Bot token.')

    expect((await setUp(ada)).text).to.include('The settings of Speaker were saved.')
    for (const path of ['/addons', '/addons/speaker', '/languages', form])
      expect((await ada.get(path)).text, path).not.to.include('Needs set-up')
    expect(await card(ada)).to.include('Installed')
  })

  it('tell an operator who may not manage it which permission that needs', async () => {
    const { panel } = await customer()
    const ada = await panel.as('ada')
    await ada.post('/roles', { name: 'Shopper', permissions: ['addons'] })
    const [role] = (await panel.services.roles.list()).filter(({ name }) => name === 'Shopper')
    await ada.post('/operators', {
      name: 'Dora',
      email: 'dora@example.com',
      password: 'a long enough password',
      roles: role?.id ?? '',
    })
    const dora = await panel.as('dora', 'a long enough password')
    const page = await dora.get('/addons/speaker')
    expect(page.text).to.include('Needs set-up').and.include('You need the permission')
    expect(page.html).not.to.include(`href="${form}"`)
    expect((await dora.get(form)).status).to.equal(403)
  })

  it('are shown as fields of their kinds, each with its help and whether it is needed', async () => {
    const { ada } = await customer()
    const { html, text } = await ada.get(form)
    expect(text)
      .to.include('Bot token (required)')
      .and.include('Greeting (required)')
      .and.include('From 0 to 23.')
    expect(html).to.match(
      /<fieldset class="group">\s*<legend>Words<\/legend>[\s\S]*Note[\s\S]*Own words[\s\S]*<\/fieldset>/,
    )
    for (const part of [
      /<input id="setting-token" name="setting-token" type="password" autocomplete="new-password"[^>]*aria-describedby="setting-token-help" required>/,
      /<input id="setting-greeting"[^>]*type="text" value="Hello"[^>]*required[^>]*maxlength="20"/,
      /<textarea id="setting-note"/,
      /<textarea id="setting-words"[^>]*aria-describedby="setting-words-hint"/,
      /<input type="radio" id="setting-tone-1" name="setting-tone" value="" checked/,
      /<select id="setting-zone"/,
      /<input type="checkbox" id="setting-days-1" name="setting-days" value="Monday"/,
      /<input id="setting-hour" name="setting-hour" type="number" value="" step="1" min="0" max="23" aria-describedby="setting-hour-help setting-hour-hint"/,
      /<input id="setting-opens"[^>]*type="time"/,
      /<input id="setting-email"[^>]*type="email"/,
      /<input type="checkbox" id="setting-sign" name="setting-sign" value="on" checked aria-describedby="setting-sign-help"/,
    ])
      expect(html).to.match(part)
  })

  it('are stored by their types, and come back into the form', async () => {
    const { panel, ada } = await customer()
    const typed = {
      'setting-token': token,
      'setting-greeting': 'Hi',
      'setting-note': 'one\r\ntwo',
      'setting-words': 'a\r\n\r\nb',
      'setting-tone': 'c',
      'setting-zone': 'B',
      'setting-days': ['Tuesday'],
      'setting-hour': '0',
      'setting-opens': '09:30',
      'setting-email': 'ada@example.com',
    }
    await ada.get(form)
    await ada.press('Save', { ...typed, 'setting-sign': [] })
    const stored = {
      greeting: 'Hi',
      note: 'one\ntwo',
      words: ['a', 'b'],
      tone: 'c',
      zone: 'B',
      days: ['Tuesday'],
      hour: 0,
      opens: '09:30',
      email: 'ada@example.com',
      sign: false,
    }
    expect(await settingsOf(panel)).to.deep.equal(stored)
    await ada.get(form)
    expect((await ada.press('Save')).text).to.include('The settings of Speaker stay as they were.')
    expect(await settingsOf(panel)).to.deep.equal(stored)
  })

  it('that are wrong stay as they were typed, each with its error and a way to it; a secret has to be typed again', async () => {
    const { panel, ada } = await customer()
    await ada.get(form)
    const { status, html, text } = await ada.press('Save', {
      'setting-token': 'short-tok',
      'setting-greeting': 'a greeting that is far too long',
      'setting-words': 'short\r\nmuch too long',
      'setting-hour': '24',
      'setting-opens': 'noon',
      'setting-email': 'ada@',
      'setting-tone': 'rude',
    })
    expect(status).to.equal(422)
    expect(html).to.include('<title>Error:').and.include('id="problems"')
    const errors = {
      '#setting-token': 'Enter at least 10 characters for Bot token.',
      '#setting-greeting': 'Enter at most 20 characters for Greeting.',
      '#setting-words': 'Line 2 of Own words is longer than 5 characters. Shorten it.',
      '#setting-tone-1': 'Choose one of the values for Tone.',
      '#setting-hour': 'Enter 23 or less for Hour.',
      '#setting-opens': 'Enter a time such as 09:30 for Opens.',
      '#setting-email': 'Enter an e-mail address such as name@example.com for Address.',
    }
    for (const [anchor, words] of Object.entries(errors)) {
      expect(html).to.include(`<a href="${anchor}">${words}</a>`)
      expect(html).to.include(`id="${anchor.slice(1)}"`)
    }
    expect(text).to.include('much too long')
    expect(html).to.include('value="24"').and.include('value="noon"').and.include('value="ada@"')
    expect(html).to.match(
      /id="setting-hour"[^>]*aria-describedby="setting-hour-help setting-hour-hint setting-hour-error" aria-invalid="true"/,
    )
    expect(html).not.to.include('short-tok')
    expect(await settingsOf(panel)).to.deep.equal({ greeting: 'Hello', sign: true })
  })

  it('ask for a secret again that was right while something else was wrong, and remember what is to be removed', async () => {
    const { panel, ada } = await customer()
    await ada.get(form)
    await ada.press('Save', { 'setting-token': token, 'setting-backup': 'another one' })
    await ada.get(form)
    const typed = { 'setting-token': `${token}-new`, 'remove-backup': 'on', 'setting-hour': '99' }
    const { status, html } = await ada.press('Save', typed)
    expect(status).to.equal(422)
    expect(html).to.include('<a href="#setting-token">Enter Bot token again.').and.not.include(token)
    expect(html).to.match(/name="remove-backup" value="on" checked/)
    await ada.press('Save', { 'setting-token': `${token}-new`, 'setting-hour': '9' })
    expect([...(await panel.services.addonSettings.secretsOf('speaker')).keys()]).to.deep.equal(['token'])
    expect(await settingsOf(panel)).to.include({ hour: 9 })
  })

  it('keep a secret where nobody reads it: not in a page, the record, a log, or the database', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'souk-settings-'))
    const { panel, ada } = await customer({ dataDir })
    await setUp(ada)
    await ada.get(form)
    expect(ada.page().text).to.include('A value is stored and is not shown again.')
    const pages = [ada.page().html]
    for (const path of [
      '/languages',
      '/addons/speaker',
      '/activity',
      '/activity.json',
      '/activity.csv',
      '/status',
    ])
      pages.push((await ada.get(path)).html)
    expect(JSON.stringify(await settingsOf(panel))).not.to.include('tok')
    const everything = [...pages, ...lines, everyByteIn(dataDir)].join('\n')
    expect(everything).not.to.include(token)
    expect(everything).not.to.include(Buffer.from(token).toString('base64'))
    await panel.stop()
    panels.splice(panels.indexOf(panel), 1)
    rmSync(dataDir, { recursive: true })
  })

  it('leave a line in the record that names the fields, and no value', async () => {
    const { panel, ada } = await customer()
    await ada.get(form)
    await ada.press('Save', { 'setting-token': token, 'setting-greeting': 'Salut' })
    const { lines: record } = await panel.services.activity.list({ act: 'addon.settings' }, 1)
    expect(record).to.have.length(1)
    expect(record[0]).to.include({ operator: 'Ada', addon: 'speaker', result: 'done' })
    expect(record[0]?.detail?.split(', ')).to.include.members(['greeting', 'token'])
    expect(record[0]?.detail).not.to.include('Salut')
  })

  eachDatabaseUrl((_, freshUrl) => {
    it('keep a secret that is left empty, and remove it when that is ticked', async () => {
      const { panel, ada } = await customer({ databaseUrl: await freshUrl() })
      const states = async () => Object.fromEntries(await panel.services.addonSettings.secretsOf('speaker'))
      await ada.get(form)
      await ada.press('Save', { 'setting-token': token, 'setting-backup': 'another one' })
      await ada.get(form)
      expect(ada.page().html).to.match(/id="setting-token"(?![^>]*required)[^>]*>/)
      await ada.press('Save', { 'setting-greeting': 'Salut', 'remove-backup': 'on' })
      expect(await states()).to.deep.equal({ token: 'stored' })

      await ada.get(form)
      const removed = await ada.press('Save', { 'remove-token': 'on' })
      expect(removed.text).to.include('It still needs set-up.')
      expect(await states()).to.deep.equal({})
      expect((await ada.get('/addons/speaker')).text).to.include('Needs set-up')
      await ada.get(form)
      expect((await ada.press('Save')).text).to.include('Enter a value for Bot token.')
    })

    it('keep secrets over an uninstallation that keeps the data, and no longer', async () => {
      const { panel, ada } = await customer({ databaseUrl: await freshUrl() })
      await setUp(ada)
      for (const [data, isThere] of [
        ['keep', true],
        ['delete', false],
      ] as const) {
        await ada.get('/languages/speaker/uninstallation')
        await ada.press('Uninstall', { data })
        expect((await panel.services.addonSettings.secretsOf('speaker')).has('token')).to.equal(isThere)
        await ada.get('/addons/speaker')
        const { text } = await ada.press('Install')
        expect(text.includes('Needs set-up'), data).to.equal(!isThere)
      }
    })
  })

  it('whose secrets were sealed with another SECRET_KEY are missing: the panel starts, and says what to do', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'souk-settings-'))
    const { panel, ada } = await customer({ dataDir })
    await setUp(ada)
    await panel.stop()
    panels.splice(panels.indexOf(panel), 1)

    const env = { SECRET_KEY: 'another key than before, after a restore', LICENCE_KEY: 'TEST-LICENCE-ABCD' }
    const port = Number(new URL(panel.url).port)
    const restored = await startPanel({ dataDir, port, env, catalogueUrl: shop.url })
    const again = await restored.as('ada')
    expect((await again.get('/languages')).text).to.include('Needs set-up')
    expect((await again.get(form)).text)
      .to.include('The stored value cannot be read any more')
      .and.include('does not work before this is filled in: Bot token.')
    expect((await again.press('Save')).text).to.include('Enter a value for Bot token.')
    await setUp(again)
    expect((await again.get('/languages')).text).not.to.include('Needs set-up')
    await restored.stop()
    rmSync(dataDir, { recursive: true })
  })
})

const teller = codeSample(
  'teller',
  'export default { hooks: { request: (request, souk) => ({ json: souk.settings }) } }',
  {
    rights: { publicAddress: true },
    settings: {
      type: 'object',
      properties: { key: { type: 'string', 'x-secret': true }, city: { type: 'string', default: 'Oslo' } },
      required: ['key'],
    },
  },
)

describe('The settings of an add-on that runs code', function () {
  this.timeout(60_000)
  let shop: Awaited<ReturnType<typeof codeMarket>>
  let panel: TestPanel
  before(async () => {
    shop = await codeMarket([teller])
    panel = await shop.panelWith([])
  })
  after(async () => {
    await panel.stop()
    await shop.close()
  })

  it('are waited for: it is active, runs once they are there, hears of each change, and never of a secret', async () => {
    const ada = await panel.as('ada')
    const save = async (typed: Record<string, string>) => {
      await ada.get('/plugins/teller/settings')
      return ada.press('Save', typed)
    }
    const told = async () => {
      const { status, html } = await panel.visitor().fetch('/hooks/teller/')
      return status === 200 ? JSON.parse(html) : status
    }
    await ada.get('/addons/teller')
    expect((await ada.press('Install')).text).to.include('Needs set-up')
    expect((await panel.services.installations.find('teller'))?.active).to.equal(true)
    expect(await told()).to.equal(503)

    await save({ 'setting-key': token })
    const first = await until(told, found => found !== 503)
    expect(first).to.include({ city: 'Oslo' })
    expect(first.key).to.match(/^\{\{secret:key:\w+\}\}$/)
    await save({ 'setting-city': 'Bergen' })
    expect(await until(told, found => found.city !== 'Oslo')).to.include({ city: 'Bergen' })
    await save({ 'remove-key': 'on' })
    expect(await until(told, found => typeof found === 'number')).to.equal(503)
  })
})
