import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { operatorCommands } from '../../cli/souk.ts'
import { type PublishedCatalogue, publishedCatalogue } from '../support/catalogue.ts'
import { clientArea } from '../support/client-area.ts'
import { terminalOf } from '../support/commands.ts'

describe('souk status', function () {
  this.timeout(30_000)
  let catalogue: PublishedCatalogue
  let area: Awaited<ReturnType<typeof clientArea>>
  let dataDir: string
  before(async () => {
    catalogue = await publishedCatalogue()
    area = await clientArea({ panelUrl: 'http://127.0.0.1:1' })
    dataDir = mkdtempSync(join(tmpdir(), 'souk-cli-'))
  })
  after(async () => {
    await area.stop()
    await catalogue.close()
    rmSync(dataDir, { recursive: true })
  })

  const souk = terminalOf('souk', operatorCommands, () => ({
    NODE_ENV: 'test',
    DATA_DIR: dataDir,
    CATALOGUE_URL: catalogue.url,
    CATALOGUE_ROOT: catalogue.root,
    CLIENT_AREA_URL: area.url,
  }))

  it('finds both programs in reach, and the list not read yet', async () => {
    const { code, out } = await souk('status')
    expect(code).to.equal(0)
    expect(out)
      .to.include(`Catalogue ${catalogue.url}: in reach`)
      .and.to.include(`Client area ${area.url}: in reach`)
    expect(out)
      .to.include('The catalogue has not been read yet')
      .and.to.include('Not connected to the client area')
  })

  it('prints the same as JSON, with how old the list is', async () => {
    await souk('catalogue', 'refresh')
    const { out } = await souk('status', '--json')
    const status = JSON.parse(out) as {
      catalogue: { kind: string }
      ways: { program: string; steps: unknown[] }[]
    }
    expect(status.catalogue.kind).to.equal('fresh')
    expect(status.ways.map(({ program }) => program)).to.deep.equal(['catalogue', 'client-area'])
  })

  it('names the step that fails, and ends with exit code 1', async () => {
    catalogue.stop()
    const { code, out, err } = await souk('status')
    expect(code).to.equal(1)
    expect(out).to.match(/Catalogue \S+: failed at "reply" \(truncated\)/)
    expect(err).to.include(`Out of reach: ${catalogue.url}`)
    catalogue.start()
  })
})
