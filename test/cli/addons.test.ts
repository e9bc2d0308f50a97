import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { operatorCommands } from '../../cli/souk.ts'
import { type PublishedCatalogue, publishedCatalogue } from '../support/catalogue.ts'
import { terminalOf } from '../support/commands.ts'
import { failingDisk, failingFiles, strikes } from '../support/failing-disk.ts'

describe('The command line and the catalogue', function () {
  this.timeout(30_000)
  let catalogue: PublishedCatalogue
  let dataDir: string
  beforeEach(async () => {
    catalogue = await publishedCatalogue()
    dataDir = mkdtempSync(join(tmpdir(), 'souk-cli-'))
  })
  afterEach(async () => {
    await catalogue.close()
    rmSync(dataDir, { recursive: true })
  })

  const souk = terminalOf('souk', operatorCommands, () => ({
    NODE_ENV: 'test',
    DATA_DIR: dataDir,
    CATALOGUE_URL: catalogue.url,
    CATALOGUE_ROOT: catalogue.root,
  }))

  it('says how to begin while nothing was read', async () => {
    expect((await souk('addons', 'list')).out).to.include('souk catalogue refresh')
  })

  it('refreshes, lists, searches and shows, as text and as JSON', async () => {
    expect(await souk('catalogue', 'refresh')).to.include({
      code: 0,
      out: 'Refreshed: 6 add-ons are new or changed.\n',
    })
    const list = JSON.parse((await souk('addons', 'list', '--json')).out)
    expect(list).to.have.length(6)
    expect(list[0]).to.include({ slug: 'auto-reply', kind: 'plugin', version: '1.0.0', supported: true })
    expect((await souk('addons', 'list', '--kind', 'channel')).out).to.match(/^telegram/)
    expect((await souk('addons', 'search', 'FRANCAIS')).out).to.match(/^french/)
    const show = await souk('addons', 'show', 'telegram')
    expect(show.out).to.include('Telegram (telegram), channel').and.to.include('USD')
    expect(JSON.parse((await souk('addons', 'show', 'french', '--json')).out)).to.include({ slug: 'french' })
  })

  it('ends with 1 and one sentence for what fails, with 2 for wrong use', async () => {
    expect(await souk('addons', 'show', 'no-such')).to.include({ code: 1 })
    expect(await souk('addons', 'list', '--kind', 'game')).to.include({ code: 2 })
    catalogue.stop()
    const { code, err } = await souk('catalogue', 'refresh')
    expect(code).to.equal(1)
    expect(err).to.match(/^Not refreshed \(out-of-reach\): /)
  })

  const sentences = {
    full: 'The disk is full, so this could not be stored: make room, then try again.\n',
    'read-only': 'The disk takes no writes, so this could not be stored: make it writable, then try again.\n',
    failing:
      'The disk reports errors, so nobody knows whether this was stored: have the disk checked, then look.\n',
  }
  const troubles: [string, keyof typeof sentences, () => () => void][] = [
    ['the folder of the list is full', 'full', () => failingFiles('ENOSPC', 'open')],
    ['the folder of the list takes no writes', 'read-only', () => failingFiles('EACCES', 'open')],
    ['the folder of the list is broken', 'failing', () => failingFiles('EIO', 'open')],
    ['the disk is full while signatures are kept', 'full', () => failingFiles('ENOSPC', 'writeFileSync')],
    ['nothing can be written to the database', 'full', () => failingDisk('SQLITE_FULL', strikes.write)],
    ['the database cannot be relied on', 'failing', () => failingDisk('SQLITE_IOERR', strikes.commit)],
  ]
  for (const [what, trouble, arrange] of troubles)
    it(`prints one sentence if ${what}, and refreshes once that is mended`, async () => {
      await souk('catalogue', 'refresh')
      await catalogue.publish({ slug: 'spanish' })
      const mend = arrange()
      const said = await souk('catalogue', 'refresh').finally(mend)
      expect(said).to.deep.equal({ code: 1, out: '', err: sentences[trouble] })
      expect(await souk('catalogue', 'refresh')).to.include({ code: 0 })
    })
})
