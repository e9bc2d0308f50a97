import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { packArchive, readArchive } from '../../contracts/archives.ts'
import type { AddonEntry } from '../../contracts/catalogue.ts'
import { sign, withdraw } from '../publish.ts'
import { startCatalogue } from '../serving.ts'
import {
  contentsOf,
  fetchFile,
  hash,
  manifestOf,
  paid,
  plugin,
  png,
  quickDisk,
  releaseIn,
  sizeOf,
  type Vendor,
  vendor,
} from './support.ts'

const find = (addons: AddonEntry[], slug: string) => {
  const addon = addons.find(a => a.slug === slug)
  if (!addon) throw new Error(`${slug} is not in the list`)
  return addon
}

describe('publishing', () => {
  let v: Vendor
  beforeEach(async () => {
    v = await vendor()
  })
  afterEach(() => v.remove())

  it('makes a catalogue that a help desk can follow from its first trusted root', async () => {
    await v.write({ slug: 'french', files: { 'README.md': '# Bonjour\n' } })
    await v.write({ slug: 'auto-reply', manifest: plugin })
    expect(await v.publish({ verified: ['souk'] })).to.deep.include({ kind: 'published', warnings: [] })

    const addons = await (await v.helpDesk()).refresh()
    expect(addons.map(a => a.slug)).to.have.members(['auto-reply', 'french'])
    expect(find(addons, 'french')).to.deep.include({
      name: 'The french language',
      description: '# Bonjour\n',
      author: { id: 'souk', name: 'Souk', verified: true },
    })
  })

  it('publishes archives, file lists and pictures that are what the list says', async () => {
    await v.write({ slug: 'french', files: { 'screenshots/1.png': png(40, 9), 'files/fonts/a': 'x' } })
    await v.publish()
    const french = find(await (await v.helpDesk()).refresh(), 'french')
    const [entry] = french.releases

    const catalogue = await startCatalogue({ dir: v.at('catalogue'), host: '127.0.0.1', port: 0 })
    try {
      const release = releaseIn(await fetchFile(catalogue.url, entry!.release))
      const archive = await fetchFile(catalogue.url, entry!.archive)
      const names: string[] = []
      for await (const file of readArchive(archive, release)) names.push(file.path)
      expect(names).to.deep.equal(['fonts', 'fonts/a', 'messages.json'])
      expect(release.manifest).to.deep.equal(JSON.parse(JSON.stringify(manifestOf({ slug: 'french' }))))
      for (const picture of [french.icon, ...french.screenshots]) await fetchFile(catalogue.url, picture)
      expect(french.screenshots[0]).to.deep.include({ type: 'image/png', width: 40, height: 40 })
    } finally {
      await catalogue.close()
    }
  })

  it('keeps the archive of a paid release off the public host', async () => {
    await v.write({ slug: 'japanese', manifest: paid })
    await v.publish()
    const [entry] = find(await (await v.helpDesk()).refresh(), 'japanese').releases
    expect(entry?.from).to.equal('client-area')
    const kept = await readFile(v.at('paid', 'japanese', '1.0.0', 'archive.tgz'))
    expect(hash(kept)).to.equal(entry?.archive.sha256)
    expect(await readdir(v.at('catalogue/targets/releases/japanese/1.0.0'))).to.deep.equal(['release.json'])
  })

  it('packs the same source into the same bytes, wherever and whenever', async () => {
    await v.write({ slug: 'french', files: { 'files/b': 'b', 'files/a': 'a' } })
    const other = await vendor()
    try {
      await cp(v.at('sources'), other.at('sources'), { recursive: true })
      await v.publish({ now: new Date('2030-01-01') })
      await other.publish({ now: new Date('2031-01-01') })
      const folder = 'catalogue/targets/releases/french/1.0.0'
      for (const name of ['archive.tgz', 'release.json'])
        expect((await readFile(v.at(folder, name))).equals(await readFile(other.at(folder, name)))).to.equal(
          true,
        )
    } finally {
      await other.remove()
    }
  })

  it('does nothing when everything is published already', async () => {
    await v.write({ slug: 'french' })
    await v.publish()
    const before = await contentsOf(v.at('catalogue'))
    const again = await v.publish()
    expect(again).to.deep.include({ published: [], unchanged: [{ slug: 'french', version: '1.0.0' }] })
    expect(await contentsOf(v.at('catalogue'))).to.deep.equal(before)
  })

  it('refuses other content under a version that is published, and names it', async () => {
    await v.write({ slug: 'french' })
    await v.publish()
    const before = await contentsOf(v.at('catalogue'))
    const others = [
      { 'files/messages.json': '{"menu": "Autre"}' },
      { 'README.md': '# Other' },
      { 'CHANGES.md': 'Other' },
      { 'icon.png': png(128, 77) },
    ]
    for (const files of others) {
      await rm(v.at('sources'), { recursive: true })
      await v.write({ slug: 'french', files })
      expect(await v.publish()).to.deep.equal({
        kind: 'refused',
        problems: ['french 1.0.0: is already published with other content; give it a new version'],
      })
    }
    expect(await contentsOf(v.at('catalogue'))).to.deep.equal(before)
  })

  it('lists the newest version first, and lets it speak for the add-on unless it is a pre-release', async () => {
    const yesterday = new Date(Date.now() - 86_400_000)
    for (const version of ['1.0.0', '1.10.0', '1.9.0', '2.0.0-beta.1'])
      await v.write({ slug: 'french', version, manifest: { summary: `Summary of ${version}.` } })
    await v.publish({ sources: [v.at('sources/french/1.9.0')], now: yesterday })
    await v.publish()
    const french = find(await (await v.helpDesk()).refresh(), 'french')
    expect(french.releases.map(r => r.version)).to.deep.equal(['2.0.0-beta.1', '1.10.0', '1.9.0', '1.0.0'])
    expect(french.summary).to.equal('Summary of 1.10.0.')
    expect(french.firstPublished).to.equal(yesterday.toISOString())
  })

  it('takes the notes of a version out of a change log that has a heading for each', async () => {
    const changes = '# Changes\n\n## 1.1.0 (May)\n\n- new\n\n## [v1.0.0]\n\n- first\n'
    await v.write({ slug: 'french', files: { 'CHANGES.md': changes } })
    await v.write({ slug: 'french', version: '1.1.0', files: { 'CHANGES.md': changes } })
    await v.publish()
    const { releases } = find(await (await v.helpDesk()).refresh(), 'french')
    expect(releases.map(r => r.notes)).to.deep.equal(['- new', '- first'])
  })

  it("takes an author's archive of a release", async () => {
    const folder = await v.write({ slug: 'french' })
    const entries = await readdir(folder, { recursive: true, withFileTypes: true })
    const files = entries.filter(e => e.isFile()).map(e => join(e.parentPath, e.name))
    const packed = packArchive(
      await Promise.all(
        files.map(async file => ({
          path: file.slice(folder.length + 1),
          bytes: await readFile(file),
          mode: '644' as const,
        })),
      ),
    )
    await writeFile(v.at('french.tgz'), packed.archive)
    await v.publish({ sources: [v.at('french.tgz')] })
    expect(await v.publish()).to.deep.include({ unchanged: [{ slug: 'french', version: '1.0.0' }] })
  })

  it('remembers which authors were checked', async () => {
    await v.write({ slug: 'french' })
    await v.publish({ verified: ['souk'] })
    await v.write({ slug: 'german' })
    await v.write({ slug: 'dutch', manifest: { author: { id: 'someone', name: 'Souk' } } })
    await v.publish()
    const addons = await (await v.helpDesk()).refresh()
    expect(find(addons, 'german').author.verified).to.equal(true)
    expect(find(addons, 'dutch').author.verified).to.equal(false)
  })

  it('warns when another author publishes under a known name', async () => {
    await v.write({ slug: 'french' })
    await v.publish()
    await v.write({ slug: 'french', version: '1.1.0', manifest: { author: { id: 'other', name: 'Other' } } })
    expect(await v.publish()).to.deep.include({
      warnings: ['french 1.1.0: comes from other, earlier releases from souk'],
    })
  })

  it('marks a release as withdrawn, with reason, severity and replacement', async () => {
    await v.write({ slug: 'french' })
    await v.write({ slug: 'french', version: '1.0.1' })
    await v.publish()
    const now = new Date()
    const telling = {
      slug: 'french',
      version: '1.0.0',
      reason: 'It loses messages.',
      severity: 'stop' as const,
    }
    await withdraw({ ...v.workplace, ...telling, replacement: '1.0.1', now })
    const [fixed, bad] = find(await (await v.helpDesk()).refresh(), 'french').releases
    expect(fixed?.withdrawn).to.equal(undefined)
    expect(bad?.withdrawn).to.deep.equal({
      reason: 'It loses messages.',
      severity: 'stop',
      replacement: '1.0.1',
      at: now.toISOString(),
    })
    expect(await v.publish(), 'a withdrawn release stays published').to.deep.include({ published: [] })
  })

  it('refuses to withdraw what is not there', async () => {
    await v.write({ slug: 'french' })
    await v.publish()
    const attempt = (slug: string, version: string, replacement?: string) =>
      withdraw({
        ...v.workplace,
        slug,
        version,
        reason: 'x',
        severity: 'advise',
        now: new Date(),
        ...(replacement && { replacement }),
      })
    expect(await attempt('german', '1.0.0')).to.deep.include({
      problems: ['There is no add-on german in the catalogue.'],
    })
    expect(await attempt('french', '9.0.0')).to.deep.include({ problems: ['french has no release 9.0.0.'] })
    expect(await attempt('french', '1.0.0', '1.0.0')).to.deep.include({
      problems: ['french has no other release 1.0.0 to replace 1.0.0.'],
    })
  })

  it('re-sends little for one new release among two thousand', async () => {
    for (let n = 0; n < 2_000; n += 1)
      await v.write({ slug: `language-${n}`, files: { 'README.md': 'words '.repeat(n % 300) } })
    await v.publish({ disk: quickDisk })
    const helpDesk = await v.helpDesk()
    expect(await helpDesk.refresh()).to.have.length(2_000)
    const before = await contentsOf(v.at('catalogue'))

    await v.write({ slug: 'language-7', version: '1.1.0' })
    await v.publish({ sources: [v.at('sources/language-7')] })
    const after = await contentsOf(v.at('catalogue'))
    const sent = [...after].filter(([file, sum]) => before.get(file) !== sum).map(([file]) => file)
    expect(await sizeOf(sent)).to.be.lessThan(96 * 1024)
    expect(sent.length, 'leaf, group, top, three metadata files, two of the release').to.equal(8)
    expect(find(await helpDesk.refresh(), 'language-7').releases).to.have.length(2)

    const leaves = (await readdir(v.at('catalogue/targets/index'))).map(name => Number(name.split('-')[0]))
    expect(Math.max(...leaves.filter(Number.isFinite))).to.be.lessThan(24 * 1024)
  }).timeout(120_000)

  it('removes what no list names any more, after two weeks', async () => {
    await v.write({ slug: 'french' })
    await v.publish()
    await v.write({ slug: 'german' })
    await v.publish()
    const files = async () => (await readdir(v.at('catalogue/targets/index'))).length
    expect(await files()).to.equal(6)
    await v.write({ slug: 'dutch' })
    await v.publish({ now: new Date(Date.now() + 15 * 86_400_000) })
    expect(await files()).to.equal(3)
    await (await v.helpDesk()).refresh()
  })

  it('signs again without a word about add-ons', async () => {
    await v.write({ slug: 'french' })
    await v.publish({ now: new Date('2020-01-01'), life: { targets: 36_500, root: 36_500 } })
    const helpDesk = await v.helpDesk()
    const expired = await helpDesk.refresh().catch((error: unknown) => error)
    expect(String(expired)).to.match(/expired/i)
    const before = await readdir(v.at('catalogue/targets'), { recursive: true })
    expect(await sign({ ...v.workplace, now: new Date() })).to.deep.include({ kind: 'signed' })
    expect(await helpDesk.refresh()).to.have.length(1)
    expect(await readdir(v.at('catalogue/targets'), { recursive: true })).to.deep.equal(before)
  })
})
