import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { customerOf, market } from '../support/market.ts'
import { startPanel } from '../support/panel.ts'
import { french } from '../support/samples.ts'
import { goodArchives } from './archives/good.ts'
import { everyHostile } from './archives/hostile.ts'
import { costsOf } from './archives/measuring.ts'
import { pressGood, pressHostile } from './archives/pressing.ts'

/** The short form of the campaign about archives; the long one is npm run campaign:archives. */
describe('Archives that the vendor signed, whatever is in them', function () {
  this.timeout(120_000)
  const hostile = everyHostile()
  const good = goodArchives()

  it('are enough of both sorts, no two alike', () => {
    expect(new Set(hostile.map(({ what }) => what)).size).to.equal(hostile.length)
    expect(new Set(good.map(({ what }) => what)).size).to.equal(good.length)
    expect(hostile.length).to.be.at.least(60)
    expect(good.length).to.be.at.least(12)
  })

  it('are refused whole when they are hostile: the page says why, and the disk is as before', async () => {
    const pressed = await pressHostile(hostile)
    expect(pressed.filter(({ violations }) => violations.length > 0)).to.deep.equal([])
    expect(pressed).to.have.length(hostile.length)
  })

  it('take no more than 150 MB of memory beside what the panel has, where they are the largest', async () => {
    const largest = hostile.filter(({ what }) => /fifty megabytes (that|of)|ten million empty/.test(what))
    const costs = await costsOf(largest)
    expect(costs).to.have.length(3)
    for (const { what, outcome, bytes } of costs) {
      expect(outcome, what).to.equal('archive-refused')
      expect(bytes, what).to.be.below(150_000_000)
    }
  })

  it('are installed when they are good, however unusual', async () => {
    const pressed = await pressGood(good)
    expect(pressed.filter(({ violations }) => violations.length > 0)).to.deep.equal([])
  })
})

describe('A release on disk to which somebody has added something', function () {
  this.timeout(60_000)
  const added: [string, (folder: string) => void][] = [
    ['a file', folder => writeFileSync(join(folder, 'main.js'), 'evil()')],
    ['a link', folder => symlinkSync('/etc/passwd', join(folder, 'more.json'))],
    ['a folder', folder => mkdirSync(join(folder, 'lib'))],
  ]

  for (const [what, add] of added)
    it(`is not loaded while there is ${what} beside the listed ones, and Repair takes it away`, async () => {
      const shop = await market([french])
      const dataDir = mkdtempSync(join(tmpdir(), 'souk-added-'))
      const first = await customerOf(shop, { dataDir })
      const ada = await first.as('ada')
      await ada.get('/addons/french')
      await ada.press('Install')
      await first.stop()
      const folder = join(dataDir, 'panel/addons/french/1.0.0')
      add(folder)

      const again = await startPanel({ dataDir, seeded: false, catalogueUrl: shop.url })
      const operator = await again.as('ada')
      expect((await operator.get('/languages')).text).to.include('Altered on disk')
      expect((await operator.get('/profile')).html).not.to.include('Français')
      await operator.get('/languages')
      expect((await operator.press('Repair')).text).to.include('French is repaired')
      expect(readdirSync(folder)).to.deep.equal(['messages.json'])
      expect((await operator.get('/profile')).html).to.include('Français')
      await again.stop()
      await shop.close()
      rmSync(dataDir, { recursive: true })
    })
})
