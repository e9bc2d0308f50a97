import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { after, describe, it } from 'mocha'
import { freePort, occupyPort } from '../../test/support/ports.ts'
import { root } from '../environment.ts'

describe('The client area as a process', () => {
  const folder = mkdtempSync(join(tmpdir(), 'souk-process-'))
  after(() => rmSync(folder, { recursive: true, force: true }))

  const launch = (script: string, env: Record<string, string>) => {
    const child = spawn(process.execPath, ['--import', 'tsx', join(root, 'client-area', script)], {
      cwd: root,
      env: { PATH: process.env['PATH'], DATA_DIR: folder, ...env },
    })
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text: Buffer) => (said += String(text)))
    const ended = new Promise<{ code: number | null; said: string }>(resolve =>
      child.once('close', code => resolve({ code, said })),
    )
    const listening = new Promise<void>((resolve, reject) => {
      child.stdout.on('data', () => said.includes('listens on') && resolve())
      child.once('close', () => reject(new Error(said)))
    })
    listening.catch(() => undefined)
    return { child, ended, listening }
  }

  it('starts, answers, and stops when told, with exit code 0', async () => {
    const port = await freePort()
    const { child, ended, listening } = launch('server.ts', { CLIENT_AREA_PORT: String(port) })
    await listening
    expect((await fetch(`http://127.0.0.1:${port}/sign-in`)).status).to.equal(200)
    child.kill('SIGTERM')
    const { code, said } = await ended
    expect(code, said).to.equal(0)
    expect(said).to.equal(`The client area listens on http://127.0.0.1:${port}\n`)
  })

  it('says in one sentence that its port is taken', async () => {
    const { port, release } = await occupyPort()
    const { code, said } = await launch('server.ts', { CLIENT_AREA_PORT: String(port) }).ended
    await release()
    expect(code).to.equal(1)
    expect(said).to.equal(
      `Port ${port} on 127.0.0.1 is taken by another program: stop that one, or set CLIENT_AREA_PORT to a free port.\n`,
    )
  })

  it('makes the demo once, and writes the panel’s settings beside what is there', async () => {
    writeFileSync(join(folder, 'demo.env'), 'CATALOGUE_ROOT=root.json\nLICENCE_KEY=stale\n')
    expect((await launch('make-demo.ts', {}).ended).code).to.equal(0)
    const first = readFileSync(join(folder, 'demo.env'), 'utf8')
    expect(first).to.match(/^CATALOGUE_ROOT=root.json\nLICENCE_KEY=SOUK-[\w-]+\nCLIENT_ID=helpdesk-/)
    await launch('make-demo.ts', { PORT: '3100' }).ended
    expect(readFileSync(join(folder, 'demo.env'), 'utf8')).to.equal(first)
  })

  it('refuses to start in production with the demo’s password', async () => {
    const { code, said } = await launch('server.ts', {
      NODE_ENV: 'production',
      CLIENT_AREA_PORT: String(await freePort()),
      CLIENT_AREA_PUBLIC_URL: 'https://vendor.example',
      CLIENT_AREA_SECRET_KEY: readFileSync(join(folder, 'client-area', 'secret.key'), 'utf8').trim(),
      CLIENT_AREA_TEST_MODE: '1',
    }).ended
    expect(code).to.equal(1)
    expect(said).to.include('olive@example.com, otto@example.com').and.include('reset-password')
    expect(said.trim().split('\n')).to.have.lengthOf(1)
  })

  it('says that the secret key is not the one its data was sealed with', async () => {
    const { code, said } = await launch('server.ts', {
      CLIENT_AREA_PORT: String(await freePort()),
      CLIENT_AREA_SECRET_KEY: 'quite another secret key',
    }).ended
    expect(code).to.equal(1)
    expect(said).to.include('CLIENT_AREA_SECRET_KEY is not the key it was sealed with.')
    expect(said.trim().split('\n')).to.have.lengthOf(1)
  })
})
