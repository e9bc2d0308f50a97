import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { root } from '../../config/root.ts'
import { occupyPort } from '../support/ports.ts'
import { type Ended, runNode } from '../support/programs.ts'

/** Asks one of the functions that setting up consists of. */
const asked = async (module: string, expression: string) => {
  const code = `import * as it from './setup/${module}.mjs'; console.log(${expression})`
  return runNode(['--input-type=module', '-e', code])
}

const isOneSentence = ({ code, err }: Ended) => {
  expect(err.trim().split('\n')).to.have.lengthOf(1)
  expect(err).to.match(/^[A-Z].*\.\n$/)
  expect(code).to.equal(1)
}

describe('What stops the start is one sentence and exit code 1:', () => {
  let folder: string
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'souk-refusals-'))
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  const start = (env: Record<string, string>) =>
    runNode(['setup/start.mjs'], {
      PORT: '0',
      CLIENT_AREA_PORT: '0',
      CATALOGUE_PORT: '0',
      DATA_DIR: join(folder, 'data'),
      ...env,
    })

  it('a port that is taken, named with its program and its setting', async () => {
    const { port, release } = await occupyPort()
    const ended = await start({ CLIENT_AREA_PORT: String(port) })
    await release()
    isOneSentence(ended)
    expect(ended.err).to.include(`Port ${port} for the client area`).and.include('CLIENT_AREA_PORT')
  })

  it('a port that is no number, and one given twice', async () => {
    const odd = await start({ PORT: '3000a' })
    isOneSentence(odd)
    expect(odd.err).to.include('PORT is "3000a"')
    const twice = await start({ PORT: '4444', CATALOGUE_PORT: '4444' })
    isOneSentence(twice)
    expect(twice.err).to.include('PORT').and.include('CATALOGUE_PORT')
  })

  it('a setting that production needs, named by the program that misses it', async () => {
    const ended = await start({ NODE_ENV: 'production' })
    isOneSentence(ended)
    expect(ended.err).to.include('In production these settings are needed: ')
  }).timeout(60_000)

  it('a data folder that can not be written', async () => {
    const ended = await start({ DATA_DIR: '/proc/souk/data' })
    isOneSentence(ended)
    expect(ended.err).to.include('/proc/souk/data').and.include('DATA_DIR')
  })

  it('a Node that is too old', async () => {
    const ended = await asked('node-version', `it.stopIfNodeIsOld('20.18.3')`)
    isOneSentence(ended)
    expect(ended.err).to.include('20.19').and.include('20.18.3')
    for (const version of ['20.19.0', '22.0.0', '24.1.0'])
      expect((await asked('node-version', `it.nodeProblem('${version}')`)).out).to.equal('undefined\n')
  })

  /** A clone in which nothing is installed yet. */
  const freshClone = () => {
    const clone = mkdtempSync(join(folder, 'clone-'))
    for (const part of ['setup', 'cli', 'package.json', 'package-lock.json'])
      cpSync(join(root, part), join(clone, part), { recursive: true })
    return clone
  }

  it('a C++ toolchain that is missing, all of it named', async () => {
    const clone = freshClone()
    const env = { PATH: clone, PORT: '0', CLIENT_AREA_PORT: '0', CATALOGUE_PORT: '0', DATA_DIR: clone }
    const ended = await runNode(['setup/start.mjs'], env, clone)
    isOneSentence(ended)
    expect(ended.err).to.include('python3, make, g++ are missing').and.include('apt-get install')
  })

  it('souk where nothing is installed yet', async () => {
    const ended = await runNode(['cli/souk.mjs', 'routes'], {}, freshClone())
    isOneSentence(ended)
    expect(ended.err).to.include('npm start')
  })

  it('a disk without room', async () => {
    const { out } = await asked('machine', `it.diskProblem('/srv', 3 * 2 ** 20, 100 * 2 ** 20)`)
    expect(out).to.match(/^There is no room on the disk of \/srv: 3 MiB .* 100 MiB.*\.\n$/)
    expect((await asked('machine', `it.diskProblem('/srv', 5, 5)`)).out).to.equal('undefined\n')
  })

  it('Debian packages that the tests miss, all of them named', async () => {
    const { out } = await asked('debian', `it.missingSentence(['lynx', 'w3m'])`)
    expect(out).to.match(/^The tests need lynx, w3m: .*apt-get install .*lynx w3m\).*\.\n$/)
  })
})
