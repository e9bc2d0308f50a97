import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { root } from '../../config/root.ts'
import { runnerCommand } from '../../gateways/runner/command.ts'
import { occupyPort } from '../support/ports.ts'

// What a hole in the engine would let add-on code try next, in the very process that the runner is.
const burglar = `
import { readFileSync, writeFileSync, readdirSync } from 'node:fs'
import { Socket } from 'node:net'
const tries = {
  'reads a file': () => readFileSync('/etc/hostname'),
  'reads the panel': () => readFileSync('PANEL'),
  'lists the root': () => readdirSync('/'),
  'lists the folder of the panel': () => readdirSync('ROOT'),
  'lists the packages': () => readdirSync('ROOT/node_modules'),
  'writes a file': () => writeFileSync('TARGET', 'x'),
  'writes beside itself': () => writeFileSync(new URL('more.js', import.meta.url), 'x'),
  'starts a process': async () => (await import('node:child_process')).spawnSync('true').error && fail(),
  'reaches the network': () => new Promise((yes, no) => new Socket().once('error', no).connect(PORT, '127.0.0.1', yes)),
  'starts a thread': async () => new (await import('node:worker_threads')).Worker('1', { eval: true }),
  'loads native code': () => process.dlopen({ exports: {} }, 'NATIVE'),
  'makes code from text': () => new Function('return 1')(),
}
const fail = () => { throw new Error('refused') }
const done = []
for (const [name, act] of Object.entries(tries)) try { await act(); done.push(name) } catch {}
const limits = await import('node:process').then(({ report }) => { report.excludeNetwork = true; return report.getReport().userLimits })
const panel = new Socket({ fd: 3 })
panel.end(JSON.stringify({ done, env: process.env, limits, proto: '__proto__' in {}, pid: process.pid }))
`

const network = 'reaches the network'

interface Found {
  done: string[]
  env: object
  limits: Record<string, { soft: unknown; hard: unknown }>
  proto: boolean
  pid: number
}

describe('What the runner itself may do, if the engine had a hole', () => {
  let folder: string
  let found: Found
  let pid: number | undefined

  const place = (name: string) => join(folder, name)
  const breakIn = () =>
    new Promise<Found>((resolve, reject) => {
      const { command, args, cwd } = runnerCommand(place('dist/runner/main.js'))
      const child = spawn(command, args, {
        cwd,
        env: {},
        stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
      })
      pid = child.pid
      let said = ''
      for (const stream of [child.stderr, child.stdio[3]])
        stream?.on('data', chunk => (said += String(chunk)))
      child.once('exit', () => child.stdio[4]?.destroy())
      child.once('close', () => {
        try {
          resolve(JSON.parse(said))
        } catch {
          reject(new Error(said))
        }
      })
    })

  before(async () => {
    const server = await occupyPort()
    // as an installation lies: Node 20 lets the folder itself be listed in which what is allowed parts, if that is the root
    folder = mkdtempSync(join(root, 'node_modules/.souk-runner-'))
    for (const name of ['dist/runner', 'dist/contracts', 'data']) mkdirSync(place(name), { recursive: true })
    writeFileSync(place('package.json'), '{ "type": "module" }')
    writeFileSync(place('data/souk.db'), 'secret')
    const text = burglar
      .replace('PANEL', place('data/souk.db'))
      .replaceAll('ROOT', root)
      .replace('TARGET', place('data/written'))
      .replace('NATIVE', place('data/native.node'))
      .replace('PORT', String(server.port))
    writeFileSync(place('dist/runner/main.js'), text)
    found = await breakIn()
    await server.release()
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  it('is none of: read, write, start a process or a thread, load native code, make code from text', () => {
    expect(found.done.filter(name => name !== network)).to.deep.equal([])
    expect(found.proto).to.equal(false)
  })

  it('is not even to reach the network, where the system can take it away', () => {
    const canBeTaken = [['-n'], ['-rn']].some(how => spawnSync('unshare', [...how, 'true']).status === 0)
    if (canBeTaken) expect(found.done).not.to.include(network)
    else expect([[], [network]]).to.deep.include(found.done)
  })

  it('sees nothing of the environment', () => {
    expect(Object.keys(found.env)).to.deep.equal([])
  })

  it('is one process, held to few files, bounded memory, and no dump of it', () => {
    // the units in their names differ from one Node to the next
    const hard = (name: string) =>
      Object.entries(found.limits).find(([one]) => one.startsWith(name))?.[1].hard
    expect(found.pid).to.equal(pid)
    expect(hard('open_files')).to.equal(64)
    expect(hard('core_file_size')).to.equal(0)
    expect(hard('data_seg_size')).to.equal(1_572_864 * 1024)
  })
})
