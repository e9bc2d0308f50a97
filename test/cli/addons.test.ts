import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { operatorCommands } from '../../cli/souk.ts'
import { type PublishedCatalogue, publishedCatalogue } from '../support/catalogue.ts'
import { terminalOf } from '../support/commands.ts'

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
})
