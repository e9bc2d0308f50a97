import * as nodeFiles from 'node:fs/promises'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { type Scratch, trustIn } from '../../gateways/catalogue/trust.ts'
import { diskIn, type Files } from '../../gateways/disk.ts'

describe('The trusted state on disk', () => {
  let home: string
  let root: string
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'souk-trust-'))
    root = join(home, 'first.json')
    await writeFile(root, 'first')
  })
  afterEach(() => rm(home, { recursive: true }))

  const trust = (files?: Files) => trustIn(diskIn(home, files), root)
  const roles = ['root.json', 'timestamp.json', 'snapshot.json', 'targets.json']
  const writeAll = async ({ folder, commit }: Scratch, state: string) => {
    for (const name of roles) await writeFile(join(folder, name), state)
    await commit()
  }
  const seen = () =>
    trust().during(({ folder }) =>
      Promise.all(roles.map(name => readFile(join(folder, name), 'utf8').catch(() => 'none'))),
    )

  it('begins with the first root and nothing else', async () => {
    expect(await seen()).to.deep.equal(['first', 'none', 'none', 'none'])
  })

  it('is what was committed, and not what was only begun', async () => {
    await trust().during(scratch => writeAll(scratch, 'one'))
    await trust().during(({ folder }) => writeFile(join(folder, 'timestamp.json'), 'begun'))
    expect(await seen()).to.deep.equal(['one', 'one', 'one', 'one'])
  })

  it('is the old one or the new one, whole, at whichever step the disk or the power fails', async () => {
    await trust().during(scratch => writeAll(scratch, 'old'))
    let ended = false
    for (let step = 1; !ended; step++) {
      const { files, ran } = failingAt(step)
      await trust(files)
        .during(scratch => writeAll(scratch, 'new'))
        .catch(() => {})
      ended = ran() < step
      const state = new Set(await seen())
      expect([...state], `step ${step}`).to.have.length(1)
      expect([...state][0]).to.be.oneOf(['old', 'new'])
      if (ended) expect([...state]).to.deep.equal(['new'])
      else await trust().during(scratch => writeAll(scratch, 'old'))
    }
    expect((await readdir(join(home, 'catalogue'))).length).to.equal(2)
  })

  it('begins anew with another first root, and never follows a pointer out of its folder', async () => {
    await trust().during(scratch => writeAll(scratch, 'one'))
    await writeFile(root, 'second')
    expect(await seen()).to.deep.equal(['second', 'none', 'none', 'none'])
    await writeFile(join(home, 'catalogue/trusted.json'), '{"folder":"../../etc"}')
    expect(await seen()).to.deep.equal(['second', 'none', 'none', 'none'])
  })
})

/** A file system on which the n-th change fails, and every one after it, as after a crash. */
const failingAt = (step: number) => {
  let count = 0
  const change =
    <A extends unknown[], R>(work: (...args: A) => Promise<R>) =>
    (...args: A) =>
      ++count >= step ? Promise.reject(Object.assign(new Error('gone'), { code: 'EIO' })) : work(...args)
  const files: Files = {
    ...nodeFiles,
    mkdir: change(nodeFiles.mkdir) as Files['mkdir'],
    open: change(nodeFiles.open),
    rename: change(nodeFiles.rename),
    rm: change(nodeFiles.rm),
  }
  return { files, ran: () => count }
}
