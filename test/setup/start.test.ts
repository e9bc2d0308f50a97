import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { freePorts } from '../support/ports.ts'
import { childrenOf, isAlive, startNode, until } from '../support/programs.ts'

describe('npm start', function () {
  this.timeout(90_000)
  let folder: string
  let ports: Record<string, string>
  let started: ReturnType<typeof startNode> | undefined

  const start = async () => {
    started = startNode(['setup/start.mjs'], { ...ports, DATA_DIR: folder })
    await started.says('Souk is running')
    return started
  }
  const demoSettings = () => readFileSync(join(folder, 'demo.env'), 'utf8')
  const licenceIn = (settings: string) => /LICENCE_KEY=(.+)/.exec(settings)?.[1]

  before(async () => {
    const [PORT = '', CLIENT_AREA_PORT = '', CATALOGUE_PORT = ''] = await freePorts(3)
    ports = { PORT, CLIENT_AREA_PORT, CATALOGUE_PORT }
    folder = mkdtempSync(join(tmpdir(), 'souk-start-'))
  })
  afterEach(async () => {
    if (started) await started.stop('SIGKILL')
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  it('prints addresses and demo sign-ins, and what it prints answers', async () => {
    const { ended, says, stop } = await start()
    const [, panel = ''] = (await says(/Panel +(http\S+)/)) ?? []
    expect((await fetch(`${panel}/sign-in`)).status).to.equal(200)
    const [, clientArea = ''] = (await says(/Client area +(http\S+)/)) ?? []
    expect((await fetch(`${clientArea}/.well-known/openid-configuration`)).status).to.equal(200)
    const [, catalogue = ''] = (await says(/Catalogue +(http\S+)/)) ?? []
    expect((await fetch(`${catalogue}/metadata/timestamp.json`)).status).to.equal(200)

    await stop('SIGINT')
    const { code, out } = await ended
    expect(code).to.equal(0)
    expect(out).to.include('demo-password').and.include('olive@example.com').and.include('Stopped.')
  })

  it('keeps the data at a second start', async () => {
    const before = licenceIn(demoSettings())
    const { stop } = await start()
    expect(licenceIn(demoSettings())).to.be.a('string').and.equal(before)
    const { out } = await stop('SIGTERM')
    expect(out).not.to.include('Making')
  })

  it('lets souk find the programs, whatever their ports', () => {
    expect(demoSettings()).to.include(`PUBLIC_URL=http://127.0.0.1:${ports['PORT']}\n`)
    expect(demoSettings()).to.include(`CATALOGUE_URL=http://127.0.0.1:${ports['CATALOGUE_PORT']}\n`)
    expect(demoSettings()).to.include(`CLIENT_AREA_URL=http://127.0.0.1:${ports['CLIENT_AREA_PORT']}\n`)
  })

  it('leaves no process behind when it is stopped, or killed outright', async () => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGKILL'] as const) {
      const { pid, stop } = await start()
      const programs = childrenOf(pid)
      expect(programs).to.have.lengthOf(3)
      await stop(signal)
      await until(
        () => !programs.some(isAlive),
        () => `the end of all three programs after ${signal}`,
      )
    }
  })

  it('starts a program again that was killed', async () => {
    const { pid, says, stop } = await start()
    const [, panel = ''] = (await says(/Panel +(http\S+)/)) ?? []
    const victim = childrenOf(pid).find(child => commandOf(child).includes('dist/server.js')) ?? 0
    process.kill(victim, 'SIGKILL')
    await says(/panel ended .* started again/)
    const answers = () =>
      fetch(`${panel}/sign-in`)
        .then(reply => reply.ok)
        .catch(() => false)
    await until(answers, () => 'the panel to answer again')
    await stop('SIGINT')
  })
})

const commandOf = (pid: number) => readFileSync(`/proc/${pid}/cmdline`, 'utf8')
