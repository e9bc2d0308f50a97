import { appendFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import * as nodeFiles from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { after, afterEach, before, beforeEach, describe, it } from 'mocha'
import { customerOf, type Market, market } from '../support/market.ts'
import type { PanelOptions, TestPanel } from '../support/panel.ts'
import { german } from '../support/samples.ts'
import { installVersion, update } from '../support/updating.ts'

const samples = ['1.0.0', '1.1.0', '1.2.0'].map(version => ({ ...german, version }))

describe('The files of releases', function () {
  this.timeout(60_000)
  let shop: Market
  let dataDir = ''
  const panels: TestPanel[] = []
  before(async () => {
    shop = await market(samples)
  })
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'souk-files-'))
  })
  afterEach(async () => {
    for (const panel of panels.splice(0)) await panel.stop()
    rmSync(dataDir, { recursive: true, force: true })
  })
  after(() => shop.close())

  const open = async (options: PanelOptions = {}) => {
    const panel = await customerOf(shop, { dataDir, ...options })
    panels.push(panel)
    return panel
  }
  const folder = ({ services }: TestPanel, version: string) =>
    join(services.settings.dataDir, 'addons/german', version)

  it('are not swept by a panel that starts while another one is about to name them', async () => {
    let [arrive, goOn] = [() => {}, () => {}]
    const arrived = new Promise<void>(done => (arrive = done))
    const held = new Promise<void>(done => (goOn = done))
    const rename = async (from: string, to: string) => {
      await nodeFiles.rename(from, to)
      if (!to.endsWith('german/1.2.0')) return
      arrive()
      await held
    }
    const one = await open({ files: { ...nodeFiles, rename: rename as typeof nodeFiles.rename } })
    await installVersion(one, 'german', '1.0.0')
    const updating = update(one, 'german', '1.2.0')
    await arrived
    await open({ seeded: false })
    goOn()
    expect(await updating).to.deep.include({ state: 'done', failure: null })
    expect(existsSync(join(folder(one, '1.2.0'), 'messages.json'))).to.equal(true)
  })

  it('that the file system keeps are named when the update is done, and swept at the next start', async () => {
    const rename = (from: string, to: string) =>
      from.endsWith('german/1.0.0')
        ? Promise.reject(Object.assign(new Error('no'), { code: 'EACCES' }))
        : nodeFiles.rename(from, to)
    const stubborn = await open({ files: { ...nodeFiles, rename: rename as typeof nodeFiles.rename } })
    await installVersion(stubborn, 'german', '1.0.0')
    await update(stubborn, 'german', '1.2.0')
    const last = await update(stubborn, 'german', '1.1.0')
    expect(last).to.include({ state: 'done' })
    expect('failure' in last && last.failure?.code).to.equal('files-left')
    expect(existsSync(folder(stubborn, '1.0.0'))).to.equal(true)
    await panels.pop()?.stop()
    expect(existsSync(folder(await open({ seeded: false }), '1.0.0'))).to.equal(false)
  })

  it('that were altered since they were kept are fetched again when that release is wanted again', async () => {
    const panel = await open()
    await installVersion(panel, 'german', '1.0.0')
    await update(panel, 'german', '1.2.0')
    expect(await update(panel, 'german', '1.0.0')).to.include({ state: 'done' })
    appendFileSync(join(folder(panel, '1.2.0'), 'messages.json'), ' ')
    expect(await update(panel, 'german', '1.2.0')).to.deep.include({ state: 'done', failure: null })
  })

  it('that somebody put there by hand stay, also after a refused update and at the next start', async () => {
    const panel = await open()
    await installVersion(panel, 'german', '1.0.0')
    const mine = join(folder(panel, '1.2.0'), 'mine.txt')
    mkdirSync(folder(panel, '1.2.0'))
    writeFileSync(mine, 'by hand')
    const refused = await update(panel, 'german', '1.2.0')
    expect('failure' in refused && refused.failure?.code).to.equal('by-hand')
    expect(existsSync(mine)).to.equal(true)
    await panels.pop()?.stop()
    await open({ seeded: false })
    expect(existsSync(mine)).to.equal(true)
  })
})
