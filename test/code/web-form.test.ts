import { expect } from 'chai'
import { beforeEach, describe, it } from 'mocha'
import { manifest } from '../../contracts/manifest.ts'
import { soukItself } from '../../marketplace/activity.ts'
import { channelDesk } from '../support/channel-desk.ts'
import type { Client } from '../support/client.ts'
import { install, until } from '../support/code-panel.ts'
import { problemsOfPage } from '../support/html.ts'
import { lynxAt } from '../support/lynx.ts'
import { realAddon } from '../support/real-addons.ts'

const webForm = realAddon('web-form', '1.0.0')
const roomFor = (slug: string, storage: number) => ({
  ...webForm,
  slug,
  manifest: {
    ...webForm.manifest,
    slug,
    permissions: { ...manifest.parse(webForm.manifest).permissions, storage },
  },
})
describe('Web form, which the vendor offers', function () {
  this.timeout(60_000)
  const desk = channelDesk([webForm, roomFor('small-form', 40), roomFor('middle-form', 800)])
  const { ask, conversations, later, only, reply, show, texts, thrown } = desk
  const typed = {
    name: 'Zoë Çelik',
    email: 'zoe@example.net',
    subject: 'A lamp',
    message: 'It is broken.\n\nZoë',
  }
  let zoe: Client
  beforeEach(async () => {
    await install(desk.panel, 'web-form')
    zoe = desk.panel.visitor()
    await zoe.get('/hooks/web-form')
  })

  it('takes a message from a page that anybody can use, and shows the answer at a private address', async () => {
    expect(zoe.page().html).to.match(/<label[^>]*>\s*Your e-mail address/)
    expect(await problemsOfPage(zoe.page().html)).to.deep.equal([])
    later(4_000)
    const { text } = await zoe.press('Send', typed)
    const [, reference = ''] = /Reference ([0-9A-Z]{8})/.exec(text) ?? []
    expect(text)
      .to.include('Thank you. We have your message.')
      .and.include(`${desk.panel.url}/hooks/web-form/conv`)
    expect(await problemsOfPage(zoe.page().html)).to.deep.equal([])
    expect(await only()).to.deep.include({
      customer: { name: 'Zoë Çelik', address: 'zoe@example.net' },
      subject: `A lamp (${reference})`,
      channel: 'web-form',
    })

    const [, path = ''] = /href="([^"]+)"[^>]*>Read the conversation/.exec(zoe.page().html) ?? []
    expect((await zoe.get(path)).text).to.include('There is no answer yet.')
    await reply('A new one is on its way.')
    await until(texts, found => found.includes('A new one is on its way.: sent'))
    const shown = await zoe.get(path)
    expect(shown.text).to.match(/It is broken\. Zoë Ada.* UTC A new one is on its way\./)
    expect(await problemsOfPage(shown.html)).to.deep.equal([])

    await zoe.press('Send', { message: 'Thanks' })
    expect((await zoe.get(path)).text).to.include('Thanks')
    expect(await texts()).to.include('Thanks: received')
  })

  it('keeps what was typed when something has to be corrected, and says what', async () => {
    later(4_000)
    const { status, text, html } = await zoe.press('Send', { ...typed, email: 'zoe', name: ' ' })
    expect(status).to.equal(422)
    expect(text).to.include('Enter your name.').and.include('Enter an e-mail address such as')
    expect(html).to.include('value="A lamp"').and.include('It is broken.')
    expect(await problemsOfPage(html)).to.deep.equal([])
    expect((await zoe.press('Send', typed)).status).to.equal(200)
    expect(await only()).to.deep.include({ wants: 'answer' })
  })

  it('takes a message that is sent twice once, and a second one to the same conversation', async () => {
    later(4_000)
    const [, ticket = ''] = /name="souk\.ticket" value="([^"]+)"/.exec(zoe.page().html) ?? []
    for (const _ of [1, 2]) expect((await post({ ...typed, ticket })).status).to.equal(303)
    expect(await texts()).to.have.length(1)
    await post({ ...typed, message: 'And the cable.', ticket })
    expect(await texts()).to.deep.equal(['It is broken.\n\nZoë: received', 'And the cable.: received'])
  })

  it('turns robots away, in words that help a person, and forgets nothing that was typed', async () => {
    const sends = async (more: Record<string, string> = {}) => {
      const { status, text, html } = await zoe.press('Send', { ...typed, ...more })
      expect(html).to.include('It is broken.')
      return `${status} ${text}`
    }
    expect(await sends()).to.match(/^422 .*That was very quick/)
    later(4_000)
    expect(await sends({ website: 'http://spam.example' })).to.match(/^422 .*for robots/)
    expect(await sends({ ticket: '2026-11-22-mg000000-abcdefgh.0123' })).to.match(/^422 .*open for too long/)
    later(4_000)
    const links = 'It is broken. http://a http://b http://c http://d'
    expect(await sends({ message: links })).to.match(/^422 .*Use at most 3 links\./)
    later(25 * 3_600_000)
    expect(await sends()).to.match(/^422 .*open for too long/)
    expect(await conversations()).to.deep.equal([])
    later(4_000)
    expect((await zoe.press('Send', typed)).text).to.include('We have your message.')
  })

  it('takes so many messages an hour from one address, and then asks to wait', async () => {
    await desk.panel.services.manage.saveSettings(
      'web-form',
      { values: { hourlyLimit: 2 }, secrets: {} },
      soukItself,
    )
    const write = async (message: string) => {
      await zoe.get('/hooks/web-form')
      later(4_000)
      return (await zoe.press('Send', { ...typed, message })).status
    }
    await until(
      () => write('One'),
      status => status === 200,
    )
    expect([await write('Two'), await write('Three')]).to.deep.equal([200, 429])
    expect(zoe.page().html).to.include('Three')
    later(3_600_000)
    expect(await write('Four')).to.equal(200)
  })

  it('offers the subjects that an operator wrote, and no others', async () => {
    const values = { heading: 'Write', subjects: ['Lamps', 'Other'], maxLinks: 0 }
    await desk.panel.services.manage.saveSettings('web-form', { values, secrets: {} }, soukItself)
    const { html } = await until(
      () => zoe.get('/hooks/web-form'),
      ({ text }) => text.startsWith('Write'),
    )
    expect(html).to.include('<option value="Lamps"')
    later(4_000)
    expect((await zoe.press('Send', { ...typed, subject: 'Cars' })).text).to.include(
      'Choose one of the subjects.',
    )
    await zoe.press('Send', { ...typed, subject: 'Other' })
    expect((await only()).subject).to.match(/^Other \(/)
  })

  it('is filled in, and the answer read, in lynx', async () => {
    const lynx = lynxAt(`${desk.panel.url}/hooks/web-form`)
    try {
      await lynx.fill('Your name', 'Zoë')
      await lynx.fill('Your e-mail address', 'zoe@example.net')
      await lynx.fill('Subject', 'A lamp')
      const [, message] = /Message[\s_]*\n?[^[]*\[(\d+)\]/.exec(await lynx.sees('Message')) ?? []
      lynx.type(`${message}\r`)
      await lynx.sees(/Inactive/)
      lynx.type('\rIt is broken.\t')
      await lynx.press('Send')
      await lynx.sees('That was very quick.')
      later(4_000)
      await lynx.press('Send')
      await lynx.sees('Thank you. We have your message.')
      await reply('A new one is on its way.')
      await until(texts, found => found.includes('A new one is on its way.: sent'))
      await lynx.follow('Read the conversation')
      expect(await lynx.sees('A new one is on its way.')).to.include('It is broken.')
    } finally {
      await lynx.leave()
    }
  })

  it('is not brought down by whatever somebody sends', async () => {
    later(4_000)
    const [, ticket = ''] = /name="souk\.ticket" value="([^"]+)"/.exec(zoe.page().html) ?? []
    const odd = [
      '',
      '.',
      '\u0000',
      '{{secret:token}}',
      '../..',
      '\ud800',
      '😀'.repeat(2_000),
      'x'.repeat(20_000),
    ]
    const wrong: string[] = []
    const tries = async (name: string, asked: Promise<{ status: number }>) => {
      const { status } = await asked
      if (![200, 303, 404, 422, 429].includes(status)) wrong.push(`${status} ${name}`)
    }
    for (const text of odd) {
      const query = new URLSearchParams({ a: text.slice(0, 2_000) }).toString().slice(2)
      const again = { method: 'POST', body: new URLSearchParams({ message: text, after: text }) }
      const name = text.slice(0, 10)
      await tries(`ticket ${name}`, post({ ...typed, ticket: text }))
      await tries(`all ${name}`, post({ ...typed, name: text, subject: text, message: text, ticket }))
      await tries(`message ${name}`, post({ ...typed, ticket, message: text }))
      await tries(`read ${name}`, ask(`/web-form/conversation?ticket=${query}`))
      await tries(`thanks ${name}`, ask(`/web-form/thanks?ticket=${query}`))
      await tries(`again ${name}`, ask(`/web-form/conversation?ticket=${ticket}`, again))
    }
    expect(wrong).to.deep.equal([])
    expect(await thrown('web-form')).to.equal(false)
  })

  it('takes messages also when it has no room left for pages', async () => {
    await install(desk.panel, 'small-form')
    await zoe.get('/hooks/small-form')
    later(4_000)
    const { text, html } = await zoe.press('Send', typed)
    expect(text).to.include('We have your message.')
    expect(html).not.to.include('Read the conversation')
    await reply('Hello')
    await until(texts, found => found.includes('Hello: failed'))
  })

  it('says so when a reply does not fit on the customer’s page, and stays on', async () => {
    await install(desk.panel, 'middle-form')
    await zoe.get('/hooks/middle-form')
    later(4_000)
    await zoe.press('Send', typed)
    await reply('Long '.repeat(200))
    await until(texts, found => found.some(text => text.endsWith(': failed')))
    expect((await show()).text).to.include("There is no room left on the customer's page: write to zoe@")
    expect(await thrown('middle-form')).to.equal(false)
  })

  it('shows a conversation to who knows its whole address, and only while it is kept', async () => {
    later(4_000)
    await zoe.press('Send', typed)
    const [, path = ''] = /href="([^"]+)"[^>]*>Read the conversation/.exec(zoe.page().html) ?? []
    const other = path.replace(/.$/, last => (last === '0' ? '1' : '0'))
    for (const wrong of [other, path.slice(0, -1), path.replace(/\?.*/, ''), path.replace(/\..*/, '')])
      expect((await desk.panel.visitor().fetch(wrong)).status, wrong).to.equal(404)
    expect((await desk.panel.visitor().fetch(path)).status).to.equal(200)

    const used = async () => (await desk.panel.services.code.doing('web-form'))?.storage.used ?? 0
    const usedBefore = await used()
    await until(
      async () => {
        later(3_600_000)
        return used()
      },
      usedNow => usedNow > usedBefore,
    )
    later(95 * 24 * 3_600_000)
    await until(
      async () => {
        later(3_600_000)
        return (await desk.panel.visitor().fetch(path)).status
      },
      status => status === 404,
    )
    await desk.signInAgain()
    await reply('Too late')
    await until(texts, found => found.includes('Too late: failed'))
    expect((await show()).text).to.include("The customer's page is no longer kept: write to zoe@example.net.")
  })

  const post = (fields: Record<string, string>) =>
    ask('/web-form/', { method: 'POST', body: new URLSearchParams(fields) })
})
