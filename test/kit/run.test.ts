import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { openWorkbench, type Workbench, type WorkbenchOptions } from '../../cli/author/workbench.ts'
import { authorCommands } from '../../cli/souk-addon.ts'
import { buildRunner } from '../../setup/build.mjs'
import { standIn, until } from '../support/code-panel.ts'
import { terminalOf } from '../support/commands.ts'

const run = terminalOf('souk-addon', authorCommands, () => ({}))

describe('souk-addon run', function () {
  this.timeout(60_000)
  let folder: string
  let bench: Workbench | undefined
  before(() => buildRunner())
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'souk-kit-'))
  })
  afterEach(async () => {
    await bench?.close()
    bench = undefined
    await rm(folder, { recursive: true, force: true })
  })

  const main = (slug: string) => join(folder, slug, '1.0.0/files/main.js')
  const open = async (name: string, kind: string, options: Partial<WorkbenchOptions> = {}) => {
    await run('create', name, '--kind', kind, '--in', folder)
    bench = await openWorkbench(join(folder, name.toLowerCase(), '1.0.0'), { port: 0, ...options })
    return bench
  }
  const page = async (path: string) => (await fetch(new URL(path, bench?.url))).text()
  const post = (path: string, form: Record<string, string>) =>
    fetch(new URL(path, bench?.url), { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' })
  const tell = (told: object, secret = 'abcdefgh') =>
    fetch(`${bench?.publicUrl()}/in`, {
      method: 'POST',
      headers: { 'x-secret': secret },
      body: JSON.stringify(told),
    })
  const hello = { id: '1', from: 'ann', text: 'Hello <there>' }
  const conversation = async () =>
    until(
      async () => /\/conversations\/[\w-]+/.exec(await page('/'))?.[0] ?? '',
      path => path !== '',
    )

  it('takes a message at the public address, once, and sends the reply to the service, which alone learns the secret', async () => {
    const service = await standIn()
    await open('Chat', 'channel', {
      allow: [service.url],
      settings: [
        ['secret', 'abcdefgh'],
        ['server', service.url],
      ],
    })
    expect((await tell(hello, 'wrong')).status).to.equal(403)
    expect(await (await tell(hello)).json()).to.deep.equal({ isNew: true })
    expect(await (await tell(hello)).json()).to.deep.equal({ isNew: false })
    const path = await conversation()
    expect(await page(path)).to.include('Hello &lt;there&gt;')

    await post(`${path}/replies`, { text: 'Hi Ann' })
    const [asked] = await until(
      () => service.asked,
      all => all.length > 0,
    )
    expect(asked?.headers['authorization']).to.equal('Bearer abcdefgh')
    expect(JSON.parse(asked?.body ?? '')).to.include({ to: 'ann', text: 'Hi Ann' })
    await until(
      () => page(path),
      text => text.includes('<td>sent</td>'),
    )
    const front = await page('/')
    expect(front)
      .to.include('/messages')
      .and.match(/Sent [\w-]+/)
    expect(front).not.to.include('abcdefgh')
    await service.close()
  })

  it('needs no server of anybody to be tried: what it asks is answered and shown', async () => {
    await open('Chat', 'channel', {
      fakeHttp: { status: 404, body: '{}' },
      settings: [['secret', 'abcdefgh']],
    })
    await tell(hello)
    const path = await conversation()
    await post(`${path}/replies`, { text: 'Hi' })
    await until(
      () => page(path),
      text => text.includes('failed: The service knows this customer no more.'),
    )
    expect(await page('/')).to.include('https://chat.example.com/messages')
  })

  it('says that set-up is needed, and takes the settings in a form with the same rules as a help desk', async () => {
    await open('Chat', 'channel')
    expect(await page('/')).to.include('It needs set-up')
    const wrong = await post('/settings', { 'setting-server': 'nowhere', 'setting-secret': 'short' })
    expect(wrong.status).to.equal(422)
    expect(await wrong.text())
      .to.include('Enter at least 8 characters for Secret.')
      .and.include('Enter a whole address such as https://example.com for Server.')
    await post('/settings', { 'setting-server': 'https://chat.example.com', 'setting-secret': 'abcdefgh' })
    expect((await tell(hello)).status).to.equal(200)
    const form = await page('/settings')
    expect(form).to.include('It is set.').and.not.include('abcdefgh')
    const asked = await post('/ask', {
      method: 'POST',
      path: '/in',
      headers: 'X-Secret: abcdefgh',
      body: '{}',
    })
    expect(await asked.text())
      .to.include('<h1>400</h1>')
      .and.include('Post JSON with id, from and text.')
  })

  it('lets a plugin hear customers, and shows its page and what it keeps', async () => {
    await open('Words', 'plugin')
    await post('/customers', { name: 'Bea', text: 'This is URGENT' })
    await until(
      () => page('/'),
      text => text.includes('open, urgent'),
    )
    await until(
      () => page('/pages/counts'),
      text => /urgent<\/th><td>1</.test(text),
    )
    const posted = await post('/pages/counts', {})
    expect([posted.status, posted.headers.get('location')]).to.deep.equal([303, '/pages/counts'])
    expect(await page('/pages/counts')).not.to.include('urgent')
    const path = await conversation()
    await post(`${path}/replies`, { text: 'On it' })
    await until(
      () => page(path),
      text => text.includes('<td>sent</td>'),
    )
    await post(`${path}/close`, {})
    expect(await page(path)).to.include('closed')
  })

  it('loads the add-on anew when a file changes, and says what is wrong with it until it is right again', async () => {
    await open('Words', 'plugin')
    const good = await readFile(main('words'), 'utf8')
    const becomes = (words: string | RegExp) =>
      until(
        () => page('/'),
        text => (typeof words === 'string' ? text.includes(words) : words.test(text)),
      )
    await writeFile(main('words'), 'export default {')
    await becomes('It does not run. SyntaxError')
    await rm(join(folder, 'words/1.0.0/README.md'))
    await becomes('README.md: is missing')
    await writeFile(join(folder, 'words/1.0.0/README.md'), 'Words.')
    await writeFile(main('words'), good.replace("title: 'Words in messages'", "title: 'Changed'"))
    await until(
      () => page('/pages/counts'),
      text => text.includes('<h1>Changed</h1>'),
    )
    expect(await page('/')).not.to.include('It does not run')
  })

  it('tells the author what is wrong with an answer, and goes on when code loops for ever', async () => {
    await open('Words', 'plugin')
    const withPage = (text: string) =>
      writeFile(
        main('words'),
        `export default { events: { 'message.received'() {} }, pages: { counts: ${text} } }`,
      )
    await withPage("() => ({ title: 'Odd', blocks: [{ kind: 'marquee' }] })")
    const odd = await until(
      () => page('/pages/counts'),
      text => text.startsWith('Its answer'),
    )
    expect(odd).to.match(/^Its answer is no page: .*kind/)
    await withPage('() => { for (;;); }')
    await until(
      () => page('/pages/counts'),
      text => text.includes('It did not come to an end in time.'),
    )
    expect(await page('/')).to.include('It did not come to an end in time.')
  })

  it('is for this machine only: no other name leads to it, no other page sends its forms', async () => {
    const { url } = await open('Words', 'plugin')
    const status = (headers: Record<string, string>, method = 'GET') =>
      new Promise<number | undefined>((resolve, reject) => {
        const asked = request(new URL('/customers', url), { method, headers }, answer => {
          answer.resume()
          resolve(answer.statusCode)
        })
        asked.on('error', reject).end()
      })
    expect(await status({ host: 'evil.example' })).to.equal(421)
    expect(await status({ origin: 'http://evil.example' }, 'POST')).to.equal(403)
    expect(await status({ origin: 'null' }, 'POST')).to.equal(403)
    const front = await fetch(url)
    expect(front.headers.get('content-security-policy')).to.include("default-src 'none'")
  })

  it('leaves nothing behind, and says so if its port is taken', async () => {
    const ours = async () => (await readdir(tmpdir())).filter(name => name.startsWith('souk-addon-'))
    const before = await ours()
    const { url } = await open('Words', 'plugin')
    const port = new URL(url).port
    const said = await run('run', join(folder, 'words/1.0.0'), '--port', port)
    expect([said.code, said.err]).to.deep.equal([
      1,
      `Port ${port} is taken: name another one with --port, or 0 for any.\n`,
    ])
    await bench?.close()
    bench = undefined
    expect((await ours()).filter(name => !before.includes(name))).to.deep.equal([])
  })

  it('says what its options take', async () => {
    for (const [argv, words] of [
      [['--port', 'x'], '--port takes a number from 0 to 65535.'],
      [['--set', 'words'], '--set takes a name and a value'],
      [['--allow', 'here'], '--allow takes up to five addresses'],
      [['--fake-body', '{}'], '--fake-body goes with --fake-http'],
    ] as const) {
      const said = await run('run', folder, ...argv)
      expect(said.code).to.equal(2)
      expect(said.err).to.include(words)
    }
  })
})
