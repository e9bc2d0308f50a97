import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import type { Sample } from '../../catalogue/test/support.ts'
import { englishMessages } from '../../config/messages.ts'
import type { Client } from '../support/client.ts'
import { customerOf, type Market, market } from '../support/market.ts'
import type { TestPanel } from '../support/panel.ts'

// markup, a handler, htmx in both spellings, a template, the end of an attribute
const evil = (name: string) => `${name}"><b hx-get=/x data-hx-post=/x onclick=x>{{7*7}}`
const prose = [
  '<script>alert(1)</script>',
  '<div hx-swap-oob="true" id="main" hx-on:click="x()">taken over</div>',
  '<hx-partial hx-target="body">taken over</hx-partial>',
  '[a](javascript:alert(1)) [b](data:text/html,x) [c](/sign-out) [d](//evil.example)',
  '![e](https://evil.example/pixel.png) {{ range.constructor("return 1")() }} {% include "x" %}',
].join('\n\n')

const hostile: Sample = {
  slug: 'hostile',
  manifest: {
    name: evil('N'),
    summary: evil('S'),
    tags: ['x-on'],
    author: {
      id: 'eve',
      name: evil('A'),
      url: 'https://e.example/?a="onclick=x',
      support: 'https://e.example/',
    },
    licence: evil('L'),
    language: { code: 'xx', direction: 'ltr', name: evil('G') },
    settings: {
      type: 'object',
      properties: {
        first: { type: 'string', title: evil('T'), description: evil('D'), default: evil('V') },
        choice: { type: 'string', enum: [evil('E'), 'b'], default: evil('E') },
      },
    },
  },
  files: {
    'files/messages.json': JSON.stringify({ 'layout.sign-out': evil('M').replace('{{7*7}}', "'{{7*7}}'") }),
    'README.md': prose,
    'CHANGES.md': `# 1.0.0\n\n${prose}`,
  },
}

const ours = /^data-hx-(get|post|target|swap|sync|trigger|push-url|replace-url|include|select)$/

/** Every tag and attribute of a page that none of our templates writes. */
const foreignIn = (html: string) =>
  [...html.matchAll(/<([a-z][^\s>/]*)((?:"[^"]*"|'[^']*'|[^'">])*)>/gi)].flatMap(
    ([tag, name = '', rest = '']) => {
      const attributes = [...rest.matchAll(/([^\s="'>/]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?/g)]
      const odd = attributes.some(
        ([, attribute = '', value = '']) =>
          /^(on|hx-|style$)/i.test(attribute) ||
          (/^data-hx-/i.test(attribute) && !ours.test(attribute)) ||
          (/^(href|src|action|data-hx-(get|post))$/i.test(attribute) &&
            !/^"(\/(?!\/)|https?:\/\/|data:,|#)/.test(value)),
      )
      const isOurs =
        (name === 'script' && /src="\/assets\//.test(rest)) ||
        tag === '<span class="count" id="updates-count" data-hx-swap-oob="outerHTML">'
      return (odd || /^(script|b|iframe|hx-partial|object|embed|base)$/i.test(name)) && !isOurs ? [tag] : []
    },
  )

describe('Text from a catalogue that means harm', function () {
  this.timeout(60_000)
  let shop: Market
  let panel: TestPanel
  let ada: Client
  before(async () => {
    shop = await market([hostile], englishMessages())
    panel = await customerOf(shop)
    ada = await panel.as('ada')
    await ada.get('/addons/hostile')
    await ada.press('Install')
  })
  after(async () => {
    await panel.stop()
    await shop.close()
  })

  const everywhere = async () => [
    '/addons',
    '/addons?q=N&tag=x-on',
    '/addons/hostile',
    '/languages',
    '/languages/hostile/uninstallation',
    '/languages/hostile/settings',
    `/operations/${(await panel.services.operations.latestFor('hostile'))?.id}`,
    '/activity',
    '/profile',
    '/status',
  ]

  it('is installed and shown at all', async () => {
    expect((await ada.get('/languages')).text).to.include(evil('N'))
  })

  it('stands on every page as text: no tag, no handler, no htmx, no template, no link but http', async () => {
    for (const path of await everywhere())
      for (const headers of [{}, { 'HX-Request': 'true', 'HX-Request-Type': 'partial' }] as Record<
        string,
        string
      >[]) {
        const { status, html } = await ada.fetch(path, { headers })
        expect(status, path).to.equal(200)
        expect(foreignIn(html), path).to.deep.equal([])
        expect(html, path).not.to.include('>49<').and.not.to.include('{{7*7}}</b>')
        expect(html, path).not.to.match(/N"&gt;.*49/)
      }
  })

  it('is printed letter by letter where it is a template', async () => {
    const { text } = await ada.get('/addons/hostile')
    for (const name of ['N', 'S', 'A']) expect(text).to.include(evil(name))
    expect(text).to.include('{{ range.constructor("return 1")() }}')
  })

  it('never reaches a header of an answer', async () => {
    for (const path of await everywhere()) {
      const { headers } = await ada.fetch(path, { headers: { 'HX-Request': 'true' } })
      const all = JSON.stringify([...headers])
      expect(all, path).not.to.match(/hx-(redirect|location|trigger|push-url|retarget|reswap)/i)
      expect(all, path).not.to.include('7*7')
    }
  })

  it('is said as text by a language that the vendor signed', async () => {
    await ada.get('/profile')
    await ada.press('Save', { language: 'xx' })
    const { html, text } = await ada.get('/addons')
    expect(html).to.include('lang="xx"')
    expect(foreignIn(html)).to.deep.equal([])
    expect(text).to.include('{{7*7}}')
  })

  it('is no form that sends elsewhere: settings are kept as they were typed, and shown as text', async () => {
    await ada.get('/languages/hostile/settings')
    expect(ada.page().html).to.include('value="V&quot;')
    await ada.post('/languages/hostile/settings', {
      'setting-first': '</input><script>1</script>',
      'setting-choice': 'not one of them',
    })
    const { html } = await ada.get('/languages/hostile/settings')
    expect(foreignIn(html)).to.deep.equal([])
  })
})
