import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { runNode } from '../support/programs.ts'

describe('souk and souk-vendor', () => {
  let folder: string
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'souk-commands-'))
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  const souk = (...args: string[]) => runNode(['cli/souk.mjs', ...args], { DATA_DIR: folder })
  const vendor = (...args: string[]) => runNode(['cli/souk-vendor.mjs', ...args], { DATA_DIR: folder })

  it('list their commands when they are asked for nothing', async () => {
    const { code, out, err } = await vendor()
    expect(code).to.equal(0)
    expect(out).to.include('Usage: souk-vendor publish')
    expect(err).to.equal('')
    expect((await souk('--help')).code).to.equal(0)
  })

  it('say what each option of a command does when they are asked for help with it', async () => {
    const { code, out } = await vendor('licences', 'issue', '--help')
    expect(code).to.equal(0)
    expect(out).to.include('Usage: souk-vendor licences issue')
    expect(out).to.match(/^ {4}--panel {2}\S/m)
    expect(out).not.to.include('souk-vendor publish')
  })

  it('end with 2 when they are used wrongly', async () => {
    const unknown = await souk('dance')
    expect(unknown.code).to.equal(2)
    expect(unknown.err).to.include('there is no command "dance"')
    const incomplete = await vendor('licences', 'issue')
    expect(incomplete.code).to.equal(2)
    expect(incomplete.err).to.include('--panel is needed')
    const unknownOption = await vendor('sign', '--nonsense')
    expect(unknownOption.code).to.equal(2)
    expect(unknownOption.err.split('\n')[0]).to.equal("Unknown option '--nonsense'.")
  })

  it('end with 1 and one sentence when they fail', async () => {
    const { code, err } = await vendor('accounts', 'show', 'nobody@example.com')
    expect(code).to.equal(1)
    expect(err).to.equal('Nobody signs in with nobody@example.com.\n')
  })
})
