import { copyFile, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { listKeys, makeKeys, rotateKey, sign } from '../publish.ts'
import { type Vendor, vendor } from './support.ts'

/** Why a help desk does not take the catalogue as it is now; empty if it does. */
const refusal = async (helpDesk: Awaited<ReturnType<Vendor['helpDesk']>>) => {
  try {
    await helpDesk.refresh()
    return ''
  } catch (error) {
    return String(error)
  }
}

describe('the signed catalogue', () => {
  let v: Vendor
  beforeEach(async () => {
    v = await vendor()
    await v.write({ slug: 'french' })
    await v.publish()
  })
  afterEach(() => v.remove())
  const metadata = (name: string) => v.at('catalogue/metadata', name)
  const act = () => ({ ...v.workplace, now: new Date() })

  it('has root and list signed by two of three keys, the online roles by one, none by another role', async () => {
    const { signed } = JSON.parse(await readFile(metadata('1.root.json'), 'utf8'))
    const roles = Object.entries(signed.roles as Record<string, { threshold: number; keyids: string[] }>)
    expect(roles.map(([name, r]) => `${name} ${r.threshold}/${r.keyids.length}`)).to.have.members([
      'root 2/3',
      'targets 2/3',
      'snapshot 1/1',
      'timestamp 1/1',
    ])
    const ids = roles.flatMap(([, r]) => r.keyids)
    expect(new Set(ids).size).to.equal(8)
    expect(signed.consistent_snapshot).to.equal(true)
  })

  it('lives ten years in root and list, seven days online, or as long as the vendor says', async () => {
    const days = async (name: string) => {
      const { signed } = JSON.parse(await readFile(metadata(name), 'utf8'))
      return Math.round((Date.parse(signed.expires) - Date.now()) / 86_400_000)
    }
    expect([await days('1.root.json'), await days('1.targets.json')]).to.deep.equal([3650, 3650])
    expect([await days('1.snapshot.json'), await days('timestamp.json')]).to.deep.equal([7, 7])
    await sign({ ...act(), life: { snapshot: 2, timestamp: 1 } })
    expect([await days('2.snapshot.json'), await days('timestamp.json')]).to.deep.equal([2, 1])
  })

  it('keeps private keys where only their owner can read them', async () => {
    const names = (await readdir(v.at('keys'))).filter(name => name.endsWith('.pem'))
    expect(names).to.have.length(8)
    for (const name of names) expect((await stat(v.at('keys', name))).mode & 0o777).to.equal(0o600)
    expect((await stat(v.at('keys'))).mode & 0o777).to.equal(0o700)
  })

  it('never makes keys over keys', async () => {
    const before = await readFile(v.at('keys/root-1.pem'), 'utf8')
    expect(await makeKeys(v.at('keys'))).to.deep.include({ kind: 'already there' })
    expect(await readFile(v.at('keys/root-1.pem'), 'utf8')).to.equal(before)
  })

  it('is refused by a help desk when any file of the chain or of the list is changed', async () => {
    const helpDesk = await v.helpDesk()
    const index = (await v.filesIn('catalogue/targets/index')).map(name =>
      v.at('catalogue/targets/index', name),
    )
    const chain = ['timestamp.json', '1.snapshot.json', '1.targets.json'].map(metadata)
    for (const [n, file] of [...chain, ...index].entries()) {
      const good = await readFile(file)
      const bad = Buffer.from(good)
      const at = Math.floor(bad.length / 2)
      bad[at] = (bad[at] ?? 0) ^ 1
      await writeFile(file, bad)
      expect(await refusal(await v.helpDesk(`other-${n}`)), file).not.to.equal('')
      await writeFile(file, good)
    }
    expect(await refusal(helpDesk)).to.equal('')
  })

  it('is refused when it is rolled back to an older list, or frozen until it expires', async () => {
    const helpDesk = await v.helpDesk()
    const old = await readFile(metadata('timestamp.json'))
    await v.write({ slug: 'german' })
    await v.publish()
    expect(await helpDesk.refresh()).to.have.length(2)
    await writeFile(metadata('timestamp.json'), old)
    expect(await refusal(helpDesk)).to.match(/version/)
    await v.write({ slug: 'dutch' })
    await sign({ ...v.workplace, now: new Date(Date.now() - 30 * 86_400_000) })
    expect(await refusal(await v.helpDesk('later'))).to.match(/expired/i)
  })

  it('goes on for help desks old and new after each key was replaced, the root ones too', async () => {
    const early = await v.helpDesk('early')
    for (const key of ['timestamp', 'snapshot', 'targets-1', 'targets-2', 'root-1', 'root-2', 'root-3']) {
      const outcome = await rotateKey({ ...act(), key })
      expect(outcome, key).to.deep.include({ kind: 'rotated', name: key })
      expect(await refusal(await v.helpDesk(`after-${key}`)), key).to.equal('')
    }
    expect(await refusal(early)).to.equal('')
    await v.write({ slug: 'german' })
    await v.publish()
    expect(await early.refresh()).to.have.length(2)
    const names = (await readdir(v.at('keys'))).filter(name => name.endsWith('.pem'))
    expect(names).to.have.length(8)
    expect(await readdir(v.at('keys/retired'))).to.have.length(7)
  })

  it('can replace a key again whose replacement was cut off at the very end', async () => {
    const old = await readFile(v.at('keys/snapshot.pem'))
    await rotateKey({ ...act(), key: 'snapshot' })
    await rename(v.at('keys/snapshot.pem'), v.at('keys/snapshot.next.pem'))
    await rm(v.at('keys/retired'), { recursive: true })
    await writeFile(v.at('keys/snapshot.pem'), old)
    expect(await sign(act())).to.deep.include({ kind: 'signed' })
    expect(await rotateKey({ ...act(), key: 'snapshot' })).to.deep.include({
      kind: 'rotated',
      rootVersion: 3,
    })
    expect(await readdir(v.at('keys/retired'))).to.have.length(2)
    expect(await refusal(await v.helpDesk())).to.equal('')
  })

  it('does not take the word of a key that was replaced', async () => {
    const helpDesk = await v.helpDesk()
    await copyFile(v.at('keys/timestamp.pem'), v.at('stolen.pem'))
    await rotateKey({ ...act(), key: 'timestamp' })
    await helpDesk.refresh()
    const { signed, signatures } = JSON.parse(await readFile(metadata('timestamp.json'), 'utf8'))
    const root = JSON.parse(await readFile(metadata('2.root.json'), 'utf8')).signed
    const [trusted] = root.roles.timestamp.keyids
    const stolen = signatures.filter((s: { keyid: string }) => s.keyid !== trusted)
    expect(stolen, 'both keys have signed').to.have.length(1)
    await writeFile(metadata('timestamp.json'), JSON.stringify({ signed, signatures: stolen }))
    expect(await refusal(await v.helpDesk('new'))).to.match(/signed by 0\/1/)
  })

  it('replaces a key whose file is lost, by its id', async () => {
    const listed = await listKeys(v.workplace)
    if (listed.kind === 'refused') throw new Error('not listed')
    const lost = listed.keys.find(k => k.name === 'targets-3')
    await rm(v.at('keys/targets-3.pem'))
    const outcome = await rotateKey({ ...act(), key: lost?.id.slice(0, 12) ?? '' })
    expect(outcome).to.deep.include({ kind: 'rotated', name: 'targets-3', role: 'targets' })
    await rm(v.at('keys/targets-1.pem'))
    await v.write({ slug: 'german' })
    expect((await v.publish()).kind).to.equal('published')
    expect(await refusal(await v.helpDesk())).to.equal('')
  })

  it('publishes with two keys of three, and with keys kept in two places', async () => {
    await rm(v.at('keys/targets-1.pem'))
    const away = v.at('away')
    await makeKeys(away)
    for (const name of await readdir(away)) await rm(join(away, name))
    await rename(v.at('keys/targets-2.pem'), join(away, 'targets-2.pem'))
    await v.write({ slug: 'german' })
    expect((await v.publish({ keys: [v.at('keys'), away] })).kind).to.equal('published')
  })

  it('is not published, renewed or re-rooted below the threshold, and says which keys are missing', async () => {
    await v.write({ slug: 'german' })
    await rm(v.at('keys/targets-1.pem'))
    await rm(v.at('keys/targets-2.pem'))
    expect(await v.publish()).to.deep.equal({
      kind: 'refused',
      problems: [
        '2 targets keys are needed, only targets-3 found. Name the folders that hold them with --keys.',
      ],
    })
    await rm(v.at('keys/root-1.pem'))
    await rm(v.at('keys/root-2.pem'))
    expect(await rotateKey({ ...act(), key: 'snapshot' })).to.deep.include({
      problems: ['2 root keys are needed, only root-3 found. Name the folders that hold them with --keys.'],
    })
    await rm(v.at('keys/snapshot.pem'))
    expect(await sign(act())).to.deep.include({
      problems: ['1 snapshot key is needed, none found. Name the folders that hold them with --keys.'],
    })
    expect(await refusal(await v.helpDesk())).to.equal('')
  })

  it('is signed by cron with the two online keys alone', async () => {
    for (const name of await readdir(v.at('keys')))
      if (/^(root|targets)-/.test(name)) await rm(v.at('keys', name))
    expect(await sign(act())).to.deep.include({ kind: 'signed' })
    expect(await refusal(await v.helpDesk())).to.equal('')
  })

  it('warns in good time before root or list expire', async () => {
    await v.write({ slug: 'german' })
    await v.publish({ life: { targets: 30 } })
    const outcome = await sign(act())
    expect(outcome.kind === 'signed' && outcome.warnings.join()).to.match(/signature of targets ends on/)
  })

  it('warns when it was signed less often than every day, from half of its life on', async () => {
    const after = async (days: number) => {
      const outcome = await sign({ ...v.workplace, now: new Date(Date.now() + days * 86_400_000) })
      return outcome.kind === 'signed' ? outcome.warnings.join() : 'refused'
    }
    expect(await after(1)).to.equal('')
    expect(await after(6)).to.match(/^The last signature ends on .*: let cron sign every day\.$/)
    expect(await after(6.5)).to.equal('')
    expect(await after(30)).to.match(/let cron sign every day/)
  })

  it('needs keys to begin with, and says how to make them', async () => {
    expect(await v.publish({ repository: v.at('new'), keys: [v.at('nowhere')] })).to.deep.include({
      problems: ['A new catalogue needs its keys, and there is no root key yet: run souk-vendor keys make.'],
    })
    expect(await sign({ ...act(), repository: v.at('empty') })).to.deep.include({
      problems: [`There is no catalogue in ${v.at('empty')} yet: publish something first.`],
    })
  })
})
