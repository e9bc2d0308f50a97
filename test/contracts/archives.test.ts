import { gzipSync } from 'node:zlib'
import { expect } from 'chai'
import * as fc from 'fast-check'
import {
  type ArchiveEntry,
  ArchiveRefused,
  packArchive,
  readArchive,
  readAuthorsArchive,
} from '../../contracts/archives.ts'
import { treeOf, whyUnsafe } from '../../contracts/archives/rules.ts'
import type { Release } from '../../contracts/catalogue.ts'
import { content, end, file, folder, good, hostileArchives, listed, pax, record } from './hostile-archives.ts'

const entriesOf = async (entries: AsyncIterable<ArchiveEntry>) => {
  const found: ArchiveEntry[] = []
  for await (const entry of entries) found.push(entry)
  return found
}

const outcomeOf = async (archive: Uint8Array | AsyncIterable<Uint8Array>, release: Release, options = {}) => {
  const found: ArchiveEntry[] = []
  try {
    for await (const entry of readArchive(archive, release, options)) found.push(entry)
    return { kind: 'read' as const, found, reason: '' }
  } catch (error) {
    if (error instanceof ArchiveRefused) return { kind: 'refused' as const, found, reason: error.message }
    throw error
  }
}

const released = (files: { path: string; text: string; mode?: '644' | '755' }[], directories?: string[]) => {
  const { archive, ...contents } = packArchive(
    files.map(({ path, text, mode = '644' }) => ({ path, bytes: Buffer.from(text), mode })),
    directories,
  )
  return { archive, release: { manifest: {}, ...contents } }
}

describe('archives: what is hostile is refused', () => {
  const cases = hostileArchives()

  it('has a corpus of more than a hundred hostile archives, no two alike', () => {
    expect(new Set(cases.map(c => c.what)).size)
      .to.equal(cases.length)
      .and.be.greaterThan(100)
  })

  for (const { what, archive, release, reason } of cases)
    it(`refuses ${what}`, async () => {
      const { kind, found, reason: said } = await outcomeOf(archive, release)
      expect(kind).to.equal('refused')
      expect(said).to.match(reason)
      for (const { type, bytes } of found)
        expect(Buffer.from(bytes).toString()).to.equal(type === 'file' ? content : '')
    })

  it('stops when it is told to, and says so', async () => {
    const { archive, release } = released([{ path: 'main.js', text: content }])
    const { kind, reason } = await outcomeOf(archive, release, { signal: AbortSignal.abort() })
    expect(kind).to.equal('refused')
    expect(reason).to.match(/stopped/)
  })

  it('stops at the limit that the caller sets', async () => {
    const { archive, release } = released([{ path: 'big', text: 'x'.repeat(2_000_000) }])
    const { reason } = await outcomeOf(archive, release, { maxBytes: 1_000_000 })
    expect(reason).to.match(/larger than 1 MB/)
  })

  it('stops collecting a download that never ends', async () => {
    async function* endless() {
      for (;;) yield Buffer.alloc(1_000_000)
    }
    const { release } = released([{ path: 'main.js', text: content }])
    const { reason } = await outcomeOf(endless(), release, { maxBytes: 2_000_000 })
    expect(reason).to.match(/larger/)
  })

  it('never yields anything that is not signed, whichever byte of an archive is changed', async () => {
    const { archive, release } = released([{ path: 'a/main.js', text: content.repeat(40) }])
    const at = fc.integer({ min: 0, max: archive.length - 1 })
    await fc.assert(
      fc.asyncProperty(at, fc.integer({ min: 1, max: 255 }), async (position, flip) => {
        const bytes = Buffer.from(archive)
        bytes[position] = (bytes[position] ?? 0) ^ flip
        const { found } = await outcomeOf(bytes, release)
        for (const { type, bytes: given } of found)
          expect(Buffer.from(given).toString()).to.equal(type === 'file' ? content.repeat(40) : '')
      }),
      { numRuns: 300 },
    )
  })
})

describe('archives: what is good is accepted', () => {
  const accepts = async (archive: Uint8Array, release: Release) => {
    const { kind, found, reason } = await outcomeOf(archive, release)
    expect(reason).to.equal('')
    expect(kind).to.equal('read')
    return found
  }

  it('accepts empty files, empty folders and executable files', async () => {
    const files = [
      { path: 'zero', text: '' },
      { path: 'bin/run', text: '#!', mode: '755' as const },
    ]
    const { archive, release } = released(files, ['empty', 'deep/er/empty'])
    const found = await accepts(archive, release)
    expect(found.map(e => `${e.type} ${e.path} ${e.mode}`)).to.deep.equal([
      'directory bin 755',
      'file bin/run 755',
      'directory deep 755',
      'directory deep/er 755',
      'directory deep/er/empty 755',
      'directory empty 755',
      'file zero 644',
    ])
  })

  it('accepts a thousand files', async () => {
    const files = Array.from({ length: 1_000 }, (_, n) => ({ path: `folder${n % 7}/file${n}`, text: `${n}` }))
    const { archive, release } = released(files)
    expect((await accepts(archive, release)).filter(e => e.type === 'file')).to.have.length(1_000)
  })

  it('accepts names of a hundred bytes, longer paths, and letters of every alphabet', async () => {
    const paths = [
      'n'.repeat(100),
      `${'p'.repeat(90)}/${'q'.repeat(100)}`,
      'ملف.json',
      '日本語/ファイル',
      'Ça va',
    ]
    const { archive, release } = released(paths.map(path => ({ path, text: path })))
    const found = await accepts(archive, release)
    expect(found.filter(e => e.type === 'file').map(e => e.path)).to.have.members(paths)
  })

  it('accepts ten folders in one another', async () => {
    const { archive, release } = released([{ path: `${'a/'.repeat(9)}b`, text: content }])
    expect(await accepts(archive, release)).to.have.length(10)
  })

  it('accepts an extended header that only says when a file changed, and ignores it', async () => {
    const tar = Buffer.concat([pax(record('mtime', '1700000000.25')), good, end])
    expect((await accepts(gzipSync(tar), listed(tar))).map(e => e.path)).to.deep.equal(['main.js'])
  })

  it('accepts the padding that tar programs write, and a file name in the gzip header', async () => {
    const tar = Buffer.concat([folder('lib/'), file('lib/a'), Buffer.alloc(10_240 - 1536)])
    const packed = gzipSync(tar)
    const named = Buffer.concat([packed.subarray(0, 10), Buffer.from('a.tar\0'), packed.subarray(10)])
    named[3] = 8
    expect(await accepts(named, listed(tar, ['lib/a']))).to.have.length(2)
  })

  it('accepts an archive that arrives byte by byte', async () => {
    const { archive, release } = released([{ path: 'main.js', text: content }])
    async function* dripping() {
      for (const byte of archive) yield Buffer.from([byte])
    }
    const { kind, found } = await outcomeOf(dripping(), release)
    expect(kind).to.equal('read')
    expect(found).to.have.length(1)
  })

  it("reads an author's archive without a list, and refuses there what it refuses elsewhere", async () => {
    const fine = gzipSync(Buffer.concat([file('main.js', { mode: '0000664\0' }), end]))
    expect((await entriesOf(readAuthorsArchive(fine))).map(e => e.mode)).to.deep.equal(['644'])
    for (const bad of [file('../evil'), Buffer.concat([file('A'), file('a')])]) {
      const read = entriesOf(readAuthorsArchive(gzipSync(Buffer.concat([bad, end]))))
      expect(await read.catch((error: unknown) => error)).to.be.instanceOf(ArchiveRefused)
    }
  })
})

describe('archives: packing', () => {
  it('gives the same bytes for the same files, in whatever order they are named', () => {
    const files = ['b', 'a/c', 'a-b', 'a.b'].map(path => ({ path, text: path }))
    expect(released(files).archive.equals(released(files.toReversed()).archive)).to.equal(true)
  })

  it('writes no time, no owner and no operating system', () => {
    const { archive } = released([{ path: 'main.js', text: content }])
    expect([...archive.subarray(0, 10)]).to.deep.equal([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255])
  })

  it('refuses to pack what it would refuse to read', () => {
    for (const paths of [['../a'], ['A', 'a'], ['a', 'a/b'], ['n'.repeat(101)], ['a\\b']])
      expect(() => released(paths.map(path => ({ path, text: '' })))).to.throw(ArchiveRefused)
  })

  it('reads back exactly what was packed, whatever the files are', async () => {
    const part = fc
      .string({ minLength: 1, maxLength: 12, unit: 'grapheme' })
      .filter(text => !text.includes('/'))
    const path = fc.array(part, { minLength: 1, maxLength: 4 }).map(parts => parts.join('/'))
    const one = fc.record({
      path: path.filter(text => whyUnsafe(text) === undefined && Buffer.byteLength(text) < 100),
      bytes: fc.uint8Array({ maxLength: 3_000 }),
      mode: fc.constantFrom('644' as const, '755' as const),
    })
    const files = fc.array(one, { maxLength: 12 }).filter(list => {
      try {
        return (
          treeOf(
            list.map(f => f.path),
            [],
          ).size >= 0
        )
      } catch {
        return false
      }
    })
    await fc.assert(
      fc.asyncProperty(files, async list => {
        const { archive, ...contents } = packArchive(list)
        const found = await entriesOf(readArchive(archive, { manifest: {}, ...contents }))
        const read = found
          .filter(e => e.type === 'file')
          .map(e => [e.path, e.mode, Buffer.from(e.bytes).toString('hex')])
        expect(read).to.have.deep.members(
          list.map(f => [f.path, f.mode, Buffer.from(f.bytes).toString('hex')]),
        )
      }),
      { numRuns: 200 },
    )
  })
})
