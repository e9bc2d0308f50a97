import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect } from 'chai'
import { satisfies, validRange } from 'semver'
import { manifest, type Manifest } from '../../contracts/manifest.ts'

const addons = join(import.meta.dirname, '../addons')
const sources = readdirSync(addons).flatMap(slug =>
  readdirSync(join(addons, slug)).map(version => ({ slug, version, folder: join(addons, slug, version) })),
)
const manifests = sources.map(({ folder }) => manifestIn(folder))

function manifestIn(folder: string): Manifest {
  return manifest.parse(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')))
}

function pricesOf(slug: string): Record<string, number> {
  const prices = manifests.find(one => one.slug === slug)?.prices ?? []
  return Object.fromEntries(prices.map(({ currency, cycle, amount }) => [`${currency} ${cycle}`, amount]))
}

const slugsWith = (wanted: (one: Manifest) => boolean) => [
  ...new Set(manifests.filter(wanted).map(({ slug }) => slug)),
]

describe('the sources of the add-ons', () => {
  for (const { slug, version, folder } of sources) {
    it(`${slug} ${version} is a complete add-on by the format that authors follow`, () => {
      const { kind, settings } = manifestIn(folder)

      expect(manifestIn(folder)).to.include({ slug, version })
      expect(wordsIn(join(folder, 'README.md'))).to.be.within(120, 300)
      expect(wordsIn(join(folder, 'CHANGES.md'))).to.be.above(5)
      expect(sizeOfPicture(join(folder, 'icon.png'))).to.deep.equal([128, 128])
      expect(readFileSync(join(folder, 'icon.png')).length).to.be.at.most(2048)
      expect(existsSync(join(folder, 'files/main.js'))).to.equal(kind !== 'language')
      expect(settings !== undefined).to.equal(kind !== 'language')
    })
  }

  it('are six languages, three channels and six plugins', () => {
    expect(slugsWith(one => one.kind === 'language')).to.have.lengthOf(6)
    expect(slugsWith(one => one.kind === 'channel')).to.have.members(['web-form', 'telegram', 'sms'])
    expect(slugsWith(one => one.kind === 'plugin')).to.have.lengthOf(6)
    expect(sources.filter(({ slug }) => slug === 'german').map(({ version }) => version)).to.have.members([
      '1.0.0',
      '1.1.0',
    ])
  })

  it('cost what the vendor announced, in dollars, euros and yen', () => {
    expect(slugsWith(one => one.prices.length > 0)).to.have.members([
      'japanese',
      'plain-english',
      'telegram',
      'sms',
      'business-hours',
      'satisfaction-survey',
    ])
    expect(pricesOf('japanese')).to.include({ 'USD monthly': 400, 'USD annually': 4000, 'JPY monthly': 600 })
    expect(pricesOf('plain-english')).to.include({ 'USD one-time': 1900, 'EUR one-time': 1800 })
    expect(pricesOf('telegram')).to.include({ 'USD monthly': 500, 'USD annually': 5000 })
    expect(pricesOf('sms')).to.include({
      'USD monthly': 900,
      'USD semi-annually': 4800,
      'USD annually': 9000,
    })
    expect(pricesOf('business-hours')).to.include({ 'USD one-time': 2900, 'JPY one-time': 4400 })
    expect(pricesOf('satisfaction-survey')).to.include({ 'USD quarterly': 1200, 'USD annually': 4000 })
  })

  it('suit help desk 5, except Insights, which waits for 6', () => {
    expect(manifests.every(({ supports }) => validRange(supports) !== null)).to.equal(true)
    expect(slugsWith(({ supports }) => !satisfies('5.0.0', supports))).to.deep.equal(['insights'])
    expect(slugsWith(({ supports }) => satisfies('6.0.0', supports))).to.deep.equal(['insights'])
  })

  it('explain each setting, and offer only defaults that are allowed', () => {
    for (const { slug, settings } of manifests) {
      if (!settings) continue
      const check = new Ajv2020({
        useDefaults: true,
        validateFormats: false,
        keywords: ['x-secret'],
      }).compile({
        ...settings,
        required: [],
      })
      expect(check({}), `${slug}: ${JSON.stringify(check.errors)}`).to.equal(true)
      for (const setting of Object.values(settings['properties'] ?? {})) {
        expect(setting, slug).to.include.keys('title', 'description')
      }
    }
  })

  it('keep the tokens of Telegram and Twilio among the secrets', () => {
    expect(secretsOf('telegram')).to.deep.equal(['token'])
    expect(secretsOf('sms')).to.deep.equal(['authToken'])
  })

  it('name only languages that the browser can format dates for', () => {
    const codes = [...new Set(manifests.flatMap(({ language }) => (language ? [language.code] : [])))]
    expect(Intl.DateTimeFormat.supportedLocalesOf(codes)).to.have.lengthOf(codes.length)
  })
})

const textOf = (path: string) => readFileSync(path, 'utf8').replace(/\s+/g, ' ').trim()

const wordsIn = (path: string) => textOf(path).split(' ').length

function sizeOfPicture(path: string): [number, number] {
  const bytes = readFileSync(path)
  expect(bytes.subarray(1, 4).toString('latin1')).to.equal('PNG')
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)]
}

function secretsOf(slug: string): string[] {
  const properties = manifests.find(one => one.slug === slug)?.settings?.['properties'] ?? {}
  return Object.entries(properties)
    .filter(([, setting]) => setting['x-secret'] === true)
    .map(([name]) => name)
}
