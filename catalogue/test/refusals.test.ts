import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { expect } from 'chai'
import { publish } from '../publish.ts'
import { english, paid, plugin, png, type Sample, type Vendor, vendor, writeSource } from './support.ts'

const settings = (schema: Record<string, unknown>) => ({ ...plugin, settings: { type: 'object', ...schema } })

const asking = (more: object) => ({ ...plugin, permissions: { ...plugin.permissions, ...more } })

/** A source with one fault, and the one line that says so. */
const faults: [what: string, Omit<Sample, 'slug'>, line: RegExp][] = [
  ['no manifest', { files: { 'manifest.json': null } }, /^french 1\.0\.0: manifest\.json: is missing$/],
  [
    'a manifest that is not JSON',
    { files: { 'manifest.json': '{' } },
    /^french 1\.0\.0: manifest\.json: is not JSON/,
  ],
  [
    'a field that is missing',
    { manifest: { summary: undefined } },
    /^french 1\.0\.0: manifest\.json: summary: /,
  ],
  ['a field nobody knows', { manifest: { colour: 'red' } }, /manifest\.json: .*colour/],
  ['a summary that is too long', { manifest: { summary: 'x'.repeat(161) } }, /manifest\.json: summary: /],
  ['a name that is read backwards', { manifest: { name: 'a\u202eb' } }, /manifest\.json: name: /],
  ['a link that is a script', { manifest: { terms: 'javascript:alert(1)' } }, /manifest\.json: terms: /],
  [
    'a slug unlike its folder',
    { manifest: { slug: 'german' } },
    /slug: is german, but its folder is called french/,
  ],
  ['a version unlike its folder', { manifest: { version: '2.0.0' } }, /version: is 2\.0\.0, but its folder/],
  ['a version with build metadata', { manifest: { version: '1.0.0+1' } }, /manifest\.json: version: /],
  [
    'supported versions that are no range',
    { manifest: { supports: 'all of them' } },
    /supports: "all of them" is no range/,
  ],
  ['a kind nobody knows', { manifest: { kind: 'theme' } }, /manifest\.json: kind: /],
  ['a language without its code', { manifest: { language: undefined } }, /a language needs "language"/],
  [
    'a language that asks for permissions',
    { manifest: { permissions: plugin.permissions } },
    /asks for no permissions/,
  ],
  [
    'two prices for one cycle',
    { manifest: { prices: [...paid.prices, ...paid.prices] } },
    /same currency and cycle/,
  ],
  [
    'a price in fractions',
    { manifest: { prices: [{ ...paid.prices[0], amount: 4.5 }] } },
    /prices\.0\.amount: /,
  ],
  [
    'a currency nobody uses',
    { manifest: { prices: [{ ...paid.prices[0], currency: 'XQQ' }] } },
    /XQQ is no currency/,
  ],
  [
    'a schedule that is none',
    { manifest: asking({ schedule: 'every day' }) },
    /manifest\.json: permissions\.schedule: "every day" is no schedule: write minute, hour, .* or null$/,
  ],
  [
    'an event that there is not',
    { manifest: asking({ events: ['message.lost'] }) },
    /permissions\.events: there is no event "message\.lost": there are conversation\.opened, /,
  ],
  [
    'an act in the inbox that there is not',
    { manifest: asking({ inbox: ['delete'] }) },
    /permissions\.inbox\.0: write some of find, reply, tag, close$/,
  ],
  [
    'a host that is an address',
    { manifest: asking({ hosts: ['192.168.0.1'] }) },
    /permissions\.hosts: "192\.168\.0\.1" is no name of a host: write the full name of a host/,
  ],
  [
    'a host with a port',
    { manifest: asking({ hosts: ['api.example.com:8443'] }) },
    /permissions\.hosts\.0: write the full name of a host .* without scheme, port, path/,
  ],
  [
    'a page that can have no address',
    { manifest: asking({ pages: [{ id: 'My page', title: 'Mine', audience: 'public' }] }) },
    /permissions\.pages\.0\.id: the id stands in the address of the page: write 2 to 40 small letters/,
  ],
  ['settings that are no object', { manifest: settings({ type: 'string' }) }, /settings: type: .*"object"/],
  [
    'settings with a type nobody knows',
    { manifest: settings({ properties: { a: { type: 'text' } } }) },
    /settings: properties\.a\.type: .*'string'/,
  ],
  [
    'settings with a keyword nobody knows',
    { manifest: settings({ secret: true }) },
    /settings: Unrecognized key: "secret"/,
  ],
  [
    'settings that point elsewhere',
    { manifest: settings({ properties: { a: { $ref: 'https://example.com/x' } } }) },
    /settings: properties\.a/,
  ],
  [
    'settings with a pattern that could be gone over for ever',
    { manifest: settings({ properties: { a: { type: 'string', pattern: '(a+)+\\1' } } }) },
    /properties\.a\.pattern: .*looks ahead, behind or back/,
  ],
  [
    'a secret that is told to everybody',
    { manifest: settings({ properties: { a: { type: 'string', 'x-secret': true, default: 'x' } } }) },
    /properties\.a: is a secret, which can have no "default"/,
  ],
  ['no icon', { files: { 'icon.png': null } }, /^french 1\.0\.0: icon\.png: is missing$/],
  ['an icon that is an SVG', { files: { 'icon.png': '<svg/>' } }, /icon\.png: is not a PNG/],
  [
    'an icon with a page behind it',
    { files: { 'icon.png': Buffer.concat([png(128), Buffer.from('<script>')]) } },
    /icon\.png: is damaged, moves, or holds more/,
  ],
  [
    'a screenshot that is cut',
    { files: { 'screenshots/1.png': png(200).subarray(0, 100) } },
    /screenshots\/1\.png: is damaged, moves/,
  ],
  ['an icon of another size', { files: { 'icon.png': png(64) } }, /is 64 by 64 pixels, not 128 by 128/],
  [
    'a screenshot that is HTML',
    { files: { 'screenshots/1.png': '<html>' } },
    /screenshots\/1\.png: is not a PNG/,
  ],
  [
    'nine screenshots',
    { files: Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`screenshots/${n}.png`, png(8)])) },
    /more than 8/,
  ],
  ['no description', { files: { 'README.md': null } }, /README\.md: is missing/],
  [
    'a description that is too long',
    { files: { 'README.md': 'x'.repeat(32_769) } },
    /README\.md: is longer than 32768/,
  ],
  ['notes that are not UTF-8', { files: { 'CHANGES.md': Buffer.from([0xff]) } }, /CHANGES\.md: is not UTF-8/],
  [
    'a file that does not belong there',
    { files: { 'icon.svg': '<svg/>' } },
    /icon\.svg: does not belong in a source/,
  ],
  ['no messages', { files: { 'files/messages.json': null } }, /files\/messages\.json: is missing/],
  ['messages that are not JSON', { files: { 'files/messages.json': 'x' } }, /messages\.json: it is not JSON/],
  [
    'a message without its placeholder',
    { files: { 'files/messages.json': '{"greeting":"hi"}' } },
    /messages\.json: greeting lacks \{name\}/,
  ],
  ['no code', { manifest: plugin, files: { 'files/main.js': null } }, /files\/main\.js: is missing/],
  [
    'names that are one on some disks',
    { files: { 'files/A': 'a', 'files/a': 'b' } },
    /files: A and a are one name/,
  ],
  ['a name that no help desk would take', { files: { 'files/a:b': 'a' } }, /files: the name a:b has one of/],
]

describe('publishing refuses', () => {
  let v: Vendor
  before(async () => {
    v = await vendor()
  })
  after(() => v.remove())

  for (const [n, [what, sample, line]] of faults.entries())
    it(`a source with ${what}, in one line that names add-on, version and field`, async () => {
      const folder = v.at(`fault-${n}`)
      await writeSource(folder, { slug: 'french', ...sample })
      const outcome = await v.publish({ sources: [folder] })
      if (outcome.kind !== 'refused') throw new Error('it was published')
      expect(outcome.problems).to.have.length(1)
      expect(outcome.problems[0])
        .to.match(line)
        .and.match(/^french 1\.0\.0: /)
        .and.not.include('\n')
    })
})

describe('publishing refuses as a whole', () => {
  let v: Vendor
  beforeEach(async () => {
    v = await vendor()
  })
  afterEach(() => v.remove())
  const problems = async (changes: Parameters<Vendor['publish']>[0] = {}) => {
    const outcome = await v.publish(changes)
    return outcome.kind === 'refused' ? outcome.problems : []
  }

  it('everything when one source is wrong, naming every problem, and writes nothing', async () => {
    await v.write({ slug: 'good' })
    await v.write({ slug: 'bad-icon', files: { 'icon.png': null } })
    await v.write({ slug: 'bad-text', files: { 'README.md': null } })
    expect(await problems()).to.have.members([
      'bad-icon 1.0.0: icon.png: is missing',
      'bad-text 1.0.0: README.md: is missing',
    ])
    expect(await v.filesIn('catalogue')).to.deep.equal([])
  })

  it('a folder without add-ons, and one that is not there', async () => {
    await mkdir(v.at('sources/french'), { recursive: true })
    expect(await problems()).to.match(/no folder <add-on>\/<version> with a manifest\.json/)
    expect(await problems({ sources: [v.at('nowhere')] })).to.deep.equal([`There is no ${v.at('nowhere')}.`])
  })

  it('a link in a source', async () => {
    const folder = await v.write({ slug: 'french' })
    await symlink('/etc/passwd', `${folder}/files/passwd`)
    expect(await problems()).to.deep.equal([`${folder}/files/passwd is neither a file nor a folder.`])
  })

  it('an archive that is none, with the reason', async () => {
    await writeFile(v.at('evil.tgz'), 'not an archive at all')
    expect(await problems({ sources: [v.at('evil.tgz')] })).to.deep.equal([
      `${v.at('evil.tgz')} is refused: it is not a gzip file. docs/publishing.md tells how to pack one.`,
    ])
  })

  it('a paid release when nobody said where its archive goes', async () => {
    await v.write({ slug: 'japanese', manifest: paid })
    const outcome = await publish({ ...v.workplace, sources: [v.at('sources')], english, now: new Date() })
    expect(outcome).to.deep.include({
      problems: ['japanese 1.0.0: is paid, and no folder for paid archives was named'],
    })
  })

  it('an add-on that changes its kind', async () => {
    await v.write({ slug: 'french' })
    await v.publish()
    await v.write({ slug: 'french', version: '1.1.0', manifest: plugin })
    expect(await problems()).to.deep.equal([
      'french 1.1.0: manifest.json: kind: is plugin, but french is a language',
    ])
  })

  it('one release that is named twice', async () => {
    await v.write({ slug: 'french' })
    expect(await problems({ sources: [v.at('sources'), v.at('sources')] })).to.deep.equal([
      'french 1.0.0: is among the sources twice',
    ])
  })

  it('to sign a list that was changed on the public host', async () => {
    await v.write({ slug: 'french' })
    await v.publish()
    for (const name of await v.filesIn('catalogue/targets/index')) {
      const file = v.at('catalogue/targets/index', name)
      const text = await readFile(file, 'utf8')
      if (text.includes('"slug":"french"')) await writeFile(file, text.replace('Souk', 'Suok'))
    }
    await v.write({ slug: 'french', version: '1.1.0' })
    expect(await problems()).to.match(/is damaged: put targets\/index\/.* back from a copy/)
  })
})
