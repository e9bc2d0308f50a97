import { readFile, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { expect } from 'chai'
import { rotateKey, sign, withdraw } from '../publish.ts'
import { type Disk, durableDisk } from '../publishing/disk.ts'
import { contentsOf, type Vendor, vendor } from './support.ts'

/** A disk that fails at its nth write, as a full one does, or a process that is killed there. */
const failingAt = (n: number): Disk => {
  const disk = durableDisk()
  let writes = 0
  const counted = async (write: () => Promise<void>) => {
    writes += 1
    if (writes === n) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
    return write()
  }
  return {
    write: (file, bytes, mode) => counted(() => disk.write(file, bytes, mode)),
    writeOnce: (file, bytes) => counted(() => disk.writeOnce(file, bytes)),
    settle: () => disk.settle(),
  }
}

/** Lets an act fail at its first write, its second, and so on, until it gets through; answers with the number of failures. */
const failEverywhere = async (act: (disk: Disk) => Promise<unknown>, check: () => Promise<unknown>) => {
  for (let n = 1; n < 100; n += 1) {
    const failed = await act(failingAt(n)).then(
      () => false,
      () => true,
    )
    if (!failed) return n - 1
    await check()
  }
  throw new Error('it never got through')
}

describe('a crash at any write', () => {
  let v: Vendor
  beforeEach(async () => {
    v = await vendor()
    await v.write({ slug: 'french' })
  })
  afterEach(() => v.remove())
  const slugs = async () => {
    const helpDesk = await v.helpDesk(`help-desk-${Math.random()}`)
    return (await helpDesk.refresh()).map(a => a.slug).toSorted()
  }

  it('leaves the old list valid while something is published, and the next try publishes it', async () => {
    await v.publish()
    await v.write({ slug: 'german' })
    const failures = await failEverywhere(
      disk => v.publish({ disk }),
      async () => expect(await slugs()).to.deep.equal(['french']),
    )
    expect(failures).to.be.greaterThan(6)
    expect(await slugs()).to.deep.equal(['french', 'german'])
  })

  it('at the very first publishing leaves nothing that stands in the way of the next try', async () => {
    const failures = await failEverywhere(
      disk => v.publish({ disk }),
      async () => expect(await v.filesIn('catalogue')).not.to.include('timestamp.json'),
    )
    expect(failures).to.be.greaterThan(6)
    expect(await slugs()).to.deep.equal(['french'])
  })

  it('leaves the catalogue valid while a release is withdrawn or the list is signed again', async () => {
    await v.publish()
    const withdrawal = { slug: 'french', version: '1.0.0', reason: 'It is bad.', severity: 'advise' as const }
    const act = { ...v.workplace, now: new Date() }
    const check = async () => expect(await slugs()).to.deep.equal(['french'])
    await failEverywhere(disk => withdraw({ ...act, ...withdrawal, disk }), check)
    await failEverywhere(disk => sign({ ...act, disk }), check)
    await check()
  })

  it('leaves the catalogue valid while a key is replaced, and the next try replaces it', async () => {
    await v.publish()
    for (const key of ['timestamp', 'targets-2', 'root-1'])
      await failEverywhere(
        disk => rotateKey({ ...v.workplace, now: new Date(), key, disk }),
        async () => expect(await slugs()).to.deep.equal(['french']),
      )
    expect(await slugs()).to.deep.equal(['french'])
    await v.write({ slug: 'german' })
    await v.publish()
    expect(await slugs()).to.deep.equal(['french', 'german'])
  })

  it('writes the timestamp last, after everything it stands for', async () => {
    const order: string[] = []
    const disk = durableDisk()
    const noting: Disk = {
      ...disk,
      write: async (file, bytes, mode) => {
        order.push(basename(file))
        return disk.write(file, bytes, mode)
      },
    }
    await v.publish({ disk: noting })
    expect(order.at(-1)).to.equal('timestamp.json')
    expect(order.filter(name => name === 'timestamp.json')).to.have.length(1)
  })

  it('leaves no half-written file behind when the disk is full', async () => {
    await v.publish()
    const before = await contentsOf(v.at('catalogue'))
    await v.write({ slug: 'german' })
    await v.publish({ disk: failingAt(1) }).catch(() => undefined)
    expect(await contentsOf(v.at('catalogue'))).to.deep.equal(before)
  })

  it('of a program that was publishing does not keep the next one waiting', async () => {
    await v.publish()
    await writeFile(v.at('catalogue/.publishing'), '4194305')
    await v.write({ slug: 'german' })
    expect(await v.publish()).to.deep.include({ kind: 'published' })
  })

  it('does not come from two programs that publish at once: both lists are in the end', async () => {
    await v.publish()
    const german = await v.write({ slug: 'german' })
    const dutch = await v.write({ slug: 'dutch' })
    await Promise.all([german, dutch].map(async source => v.publish({ sources: [source] })))
    expect(await slugs()).to.deep.equal(['dutch', 'french', 'german'])
    const { signed } = JSON.parse(await readFile(v.at('catalogue/metadata/timestamp.json'), 'utf8'))
    expect(signed.version).to.equal(3)
  })
})
