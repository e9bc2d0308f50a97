import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect } from 'chai'
import { type Vendor, vendor } from '../../catalogue/test/support.ts'
import { authorCommands } from '../../cli/souk-addon.ts'
import { catalogueCommands } from '../../cli/vendor/catalogue-commands.ts'
import { root } from '../../config/root.ts'
import { buildRunner } from '../../setup/build.mjs'
import { terminalOf } from '../support/commands.ts'

const run = terminalOf('souk-addon', authorCommands, () => ({}))

describe('souk-addon', function () {
  this.timeout(60_000)
  let folder: string
  before(() => buildRunner())
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'souk-kit-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  const create = (name: string, kind: string, ...more: string[]) =>
    run('create', name, '--kind', kind, '--in', folder, ...more)
  const manifestAt = async (
    slug: string,
    change: (manifest: Record<string, Record<string, unknown>>) => void,
  ) => {
    const file = join(folder, slug, '1.0.0/manifest.json')
    const manifest = JSON.parse(await readFile(file, 'utf8'))
    change(manifest)
    await writeFile(file, JSON.stringify(manifest))
  }
  const writeCode = (slug: string, text: string) => writeFile(join(folder, slug, '1.0.0/files/main.js'), text)

  it('begins an add-on of each kind that passes every check as it is', async () => {
    expect((await create('My chat', 'channel', '--author', 'Ann Bee')).out).to.match(
      /npx souk-addon run .*my-chat/,
    )
    await create('Words', 'plugin')
    await create('Nederlands', 'language', '--code', 'nl')
    const { code, out, err } = await run('check', folder)
    expect([code, out, err]).to.deep.equal([
      0,
      'my-chat 1.0.0 is fine\nnederlands 1.0.0 is fine\nwords 1.0.0 is fine\n',
      '',
    ])
    const manifest = JSON.parse(await readFile(join(folder, 'my-chat/1.0.0/manifest.json'), 'utf8'))
    expect(manifest.author).to.deep.equal({ id: 'ann-bee', name: 'Ann Bee' })
  })

  it('overwrites nothing, and says what it needs to begin', async () => {
    await create('Words', 'plugin')
    const again = await create('Words', 'channel')
    expect([again.code, again.err]).to.deep.equal([
      1,
      `${join(folder, 'words')} is there already: choose another name, or remove it.\n`,
    ])
    for (const [argv, words] of [
      [['create', 'Words'], '--kind channel, plugin or language'],
      [['create', '!', '--kind', 'plugin'], '"!" makes no name'],
      [['create', 'Dutch', '--kind', 'language'], '--code nl'],
    ] as const) {
      const said = await run(...argv)
      expect(said.code).to.equal(2)
      expect(said.err).to.include(words)
    }
  })

  it('finds what is wrong with code by loading it, in one sentence each', async () => {
    await create('Words', 'plugin')
    for (const [text, why] of [
      ['export default { events: {', /SyntaxError/],
      [
        'export default {}',
        /declares the event message\.received, but files\/main\.js has no handler for it/,
      ],
      ['for (;;) {}', /did not come to an end in time/],
      ["import './gone.js'; export default {}", /there is no gone\.js in files\//],
      ['let all = "x"; for (;;) all += all', /memory|too long|not come to an end/],
    ] as const) {
      await writeCode('words', text)
      const said = await run('check', join(folder, 'words'))
      expect([said.code, said.out], text).to.deep.equal([1, ''])
      expect(said.err).to.match(/^words 1\.0\.0: files\/main\.js: /)
      expect(said.err).to.match(why)
    }
  })

  it('finds what is wrong with a manifest, also what only a help desk would notice', async () => {
    await create('Words', 'plugin')
    await manifestAt('words', ({ permissions = {} }) => {
      permissions['schedule'] = 'every day'
      permissions['events'] = ['message.lost']
      permissions['hosts'] = ['127.0.0.1', 'localhost']
    })
    const { code, err } = await run('check', join(folder, 'words'))
    expect(code).to.equal(1)
    expect(err.trim().split('\n')).to.deep.equal([
      'words 1.0.0: manifest.json: permissions.hosts: "127.0.0.1" is no name of a host: write the full name of a host in small letters, as "api.example.com", without scheme, port, path, "*" or IP address',
      'words 1.0.0: manifest.json: permissions.hosts: "localhost" is no name of a host: write the full name of a host in small letters, as "api.example.com", without scheme, port, path, "*" or IP address',
      'words 1.0.0: manifest.json: permissions.events: there is no event "message.lost": there are conversation.opened, message.received, reply.sent, conversation.closed',
      'words 1.0.0: manifest.json: permissions.schedule: "every day" is no schedule: write minute, hour, day, month and weekday, as "0 6 * * *", or null',
    ])
    const json = await run('check', join(folder, 'words'), '--json')
    expect(JSON.parse(json.out).problems).to.have.length(4)
  })

  it('checks code whose settings are still to be filled in', async () => {
    await create('Chat', 'channel')
    expect((await run('check', join(folder, 'chat'))).code).to.equal(0)
  })

  it('packs an archive that the vendor publishes as it is', async () => {
    await create('Chat', 'channel')
    const archive = join(folder, 'chat.tgz')
    const packed = await run('pack', join(folder, 'chat'), '--out', archive, '--json')
    expect(JSON.parse(packed.out)).to.include({ slug: 'chat', version: '1.0.0', archive })
    expect((await run('check', archive)).out).to.equal('chat 1.0.0 is fine\n')
    const v: Vendor = await vendor()
    const publish = terminalOf('souk-vendor', catalogueCommands, () => ({ DATA_DIR: v.at() }))
    try {
      expect((await publish('publish', archive)).out).to.equal('published chat 1.0.0\n')
      expect((await publish('publish', join(folder, 'chat'))).out).to.match(/Nothing is new/)
    } finally {
      await v.remove()
    }
  })

  it('packs into the folder that is named, under the release’s own name', async () => {
    await create('Chat', 'channel')
    const { out } = await run('pack', join(folder, 'chat'), '--out', folder)
    expect(out).to.include(`into ${join(folder, 'chat-1.0.0.tgz')} (`)
  })

  it('packs nothing that would not be published, and no two releases in one archive', async () => {
    await create('Chat', 'channel')
    await rm(join(folder, 'chat/1.0.0/icon.png'))
    const said = await run('pack', join(folder, 'chat'), '--out', join(folder, 'chat.tgz'))
    expect([said.code, said.err]).to.deep.equal([1, 'chat 1.0.0: icon.png: is missing\n'])
    await create('Words', 'plugin')
    expect((await run('pack', folder)).err).to.match(/holds 2 releases: name the folder of one/)
  })

  it('finds in the sandbox no more than the documents say', async () => {
    await create('Words', 'plugin')
    const names = 'fetch setTimeout console URL TextEncoder crypto Buffer process require SharedArrayBuffer'
    const look = names.split(' ').map(name => `typeof globalThis.${name}`)
    await writeCode('words', `throw new Error([${look.join()}].join())`)
    expect((await run('check', join(folder, 'words'))).err).to.include(look.map(() => 'undefined').join())
  })

  it('prints the schema of the API as it is in the documents, with which tools can check messages', async () => {
    const { out } = await run('schema')
    expect(out).to.equal(await readFile(join(root, 'docs/addon-api.schema.json'), 'utf8'))
    const ajv = new Ajv2020({ strict: false, validateFormats: false })
    ajv.addSchema(JSON.parse(out), 'api')
    const allows = (name: string, value: unknown) => ajv.validate(`urn:souk:addon-api:1:${name}`, value)
    expect(allows('storage.set.input', { key: 'a', value: { b: [1, null] } })).to.equal(true)
    expect(allows('storage.set.input', { key: 'a', value: 1, ttl: 5 })).to.equal(false)
    expect(allows('hooks.answer', { redirect: '/thanks' })).to.equal(true)
    expect(allows('hooks.answer', { redirect: '//evil.example' })).to.equal(false)
  })
})
