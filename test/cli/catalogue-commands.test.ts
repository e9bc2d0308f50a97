import { readFile } from 'node:fs/promises'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect } from 'chai'
import { manifestOf, paid, plugin, type Vendor, vendor } from '../../catalogue/test/support.ts'
import { catalogueCommands } from '../../cli/vendor/catalogue-commands.ts'
import { terminalOf } from '../support/commands.ts'

describe('souk-vendor: the catalogue', () => {
  let v: Vendor
  beforeEach(async () => {
    v = await vendor()
  })
  afterEach(() => v.remove())

  const run = terminalOf('souk-vendor', catalogueCommands, () => ({ DATA_DIR: v.at() }))
  const writeBoth = async () => {
    const files = { 'files/messages.json': '{}' }
    await v.write({ slug: 'french', files })
    await v.write({ slug: 'japanese', manifest: paid, files })
  }

  it('publishes a folder, and puts what is paid where the client area finds it', async () => {
    await writeBoth()
    const { code, out, err } = await run('publish', v.at('sources'), '--verified', 'souk')
    expect([code, out]).to.deep.equal([0, 'published french 1.0.0\npublished japanese 1.0.0\n'])
    expect(err).to.match(/Warning: french 1\.0\.0: files\/messages\.json: \d+ messages are not translated/)
    await readFile(v.at('client-area/releases/japanese/1.0.0/archive.tgz'))
    expect((await run('publish', v.at('sources'))).out).to.match(/Nothing is new/)
  })

  it('prints JSON where data is printed', async () => {
    await writeBoth()
    const published = JSON.parse((await run('publish', v.at('sources'), '--json')).out)
    expect(published.published).to.deep.equal([
      { slug: 'french', version: '1.0.0' },
      { slug: 'japanese', version: '1.0.0' },
    ])
    expect(Date.parse(JSON.parse((await run('sign', '--json')).out).expires)).to.be.greaterThan(Date.now())
    const keys = JSON.parse((await run('keys', 'list', '--json')).out)
    expect(keys).to.have.length(8)
    expect(keys[0]).to.have.all.keys('role', 'id', 'name', 'file')
  })

  it('prints one line for each problem, publishes nothing, and ends with 1', async () => {
    await v.write({ slug: 'french', files: { 'icon.png': null, 'README.md': null } })
    const { code, out, err } = await run('publish', v.at('sources'))
    expect([code, out]).to.deep.equal([1, ''])
    expect(err.trim().split('\n')).to.have.members([
      'french 1.0.0: icon.png: is missing',
      'french 1.0.0: README.md: is missing',
    ])
    expect(await v.filesIn('.')).not.to.include('timestamp.json')
  })

  it('withdraws, and says what is missing in a wrong use with 2', async () => {
    await writeBoth()
    await run('publish', v.at('sources'))
    const words = ['withdraw', 'french', '1.0.0', '--reason', 'It loses messages.']
    expect(await run(...words, '--severity', 'stop')).to.deep.include({
      code: 0,
      out: 'withdrawn french 1.0.0\n',
    })
    expect((await run(...words)).err).to.match(/^--severity is needed/)
    expect(await run(...words, '--severity', 'halt')).to.deep.include({ code: 2 })
    expect(await run('withdraw', 'french')).to.deep.include({ code: 2 })
    expect(await run('sign', '--online-days', 'many')).to.deep.include({ code: 2 })
    expect(await run('withdraw', 'dutch', '1.0.0', '--reason', 'x', '--severity', 'stop')).to.deep.include({
      code: 1,
      err: 'There is no add-on dutch in the catalogue.\n',
    })
  })

  it('makes, lists and replaces keys', async () => {
    expect((await run('keys', 'make')).err).to.match(/has keys already/)
    expect((await run('keys', 'make', '--keys', v.at('other'))).out).to.match(/root-1, root-2, root-3/)
    await writeBoth()
    await run('publish', v.at('sources'))
    expect((await run('keys', 'rotate', 'snapshot')).out).to.match(/snapshot is a new key now .* root 2/)
    expect((await run('keys', 'list')).out.trim().split('\n')).to.have.length(8)
    expect(await run('keys', 'rotate', 'nobody')).to.deep.include({ code: 1 })
  })

  it('prints the JSON Schema of manifest.json, which is the one in docs/', async () => {
    const { out } = await run('schema')
    expect(out).to.equal(await readFile(new URL('../../docs/manifest.schema.json', import.meta.url), 'utf8'))
    const validate = new Ajv2020({ strict: false, formats: { uri: true } }).compile(JSON.parse(out))
    for (const manifest of [{}, plugin, paid])
      expect(
        validate(JSON.parse(JSON.stringify(manifestOf({ slug: 'french', manifest })))),
        JSON.stringify(validate.errors),
      ).to.equal(true)
    expect(validate(manifestOf({ slug: 'Not A Slug' }))).to.equal(false)
  })
})
