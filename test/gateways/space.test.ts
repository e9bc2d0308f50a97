import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { spaceOf } from '../../gateways/space.ts'

describe('The space that add-ons take', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'souk-space-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  it('is the sum of their files, and none where there is no folder yet', async () => {
    await writeFile(join(folder, 'a'), 'four')
    expect((await spaceOf(folder, folder)).used).to.equal(4)
    expect((await spaceOf(join(folder, 'none'), folder)).used).to.equal(0)
  })

  it('is told also while files come and go', async () => {
    const names = Array.from({ length: 100 }, (_, n) => join(folder, String(n)))
    const over = new AbortController()
    const comeAndGo = async () => {
      while (!over.signal.aborted) {
        await Promise.all(names.map(name => writeFile(name, 'x')))
        await Promise.all(names.map(name => rm(name, { force: true })))
      }
    }
    const done = comeAndGo()
    for (let look = 0; look < 20; look++)
      expect((await spaceOf(folder, folder)).used).to.be.within(0, names.length)
    over.abort()
    await done
  })
})
