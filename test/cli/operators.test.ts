import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { operatorCommands } from '../../cli/souk.ts'
import { root } from '../../config/root.ts'
import { commandLine } from '../../marketplace/activity.ts'
import { routeTable } from '../../routes/paths.ts'
import { terminalOf } from '../support/commands.ts'
import { startPanel, type TestPanel } from '../support/panel.ts'

describe('The operators’ command line, beside a running panel', () => {
  let panel: TestPanel
  beforeEach(async () => {
    panel = await startPanel()
  })
  afterEach(() => panel.stop())

  const souk = terminalOf('souk', operatorCommands, () => ({
    NODE_ENV: 'test',
    DATA_DIR: panel.dataDir,
    LOG_LEVEL: 'silent',
  }))
  const add = (...more: string[]) =>
    souk('operators', 'add', '--email', 'Dan@example.com', '--name', 'Dan', ...more)

  it('adds an operator, whose new password is printed once', async () => {
    const { code, out } = await add('--role', 'agent')
    expect(code).to.equal(0)
    const [, password = ''] = /^password: (\S{24})$/m.exec(out) ?? []
    const dan = await panel.as('dan', password)
    expect(dan.page().text).to.include('Dan , Your profile Sign out')
    expect((await souk('operators', 'list')).out).to.match(/^dan@example\.com {2}Dan {2}Agent$/m)
    expect((await souk('activity')).out).not.to.include(password)
  })

  it('reads a password from standard input', async () => {
    const { code, err } = await asProcess(
      ['add', '--email', 'dan@example.com', '--name', 'Dan', '--role', 'Agent'],
      'typed in, not seen\n',
    )
    expect([code, err]).to.deep.equal([0, ''])
    await panel.as('dan', 'typed in, not seen')
    const short = await asProcess(['reset-password', 'dan@example.com'], 'short\n')
    expect([short.code, short.err]).to.deep.equal([1, 'The password must have 12 to 200 characters.\n'])
  }).timeout(30_000)

  const asProcess = (argv: string[], input: string) => {
    const script = `import('${root}/cli/command.ts').then(async ({ runCommand }) => {
      const { operatorCommands } = await import('${root}/cli/souk.ts')
      process.exitCode = await runCommand('souk', operatorCommands, process.argv.slice(1), {
        out: text => process.stdout.write(text), err: text => process.stderr.write(text), interactive: false, env: process.env })
    })`
    const args = ['--import', 'tsx', '-e', script, '--', 'operators', ...argv, '--password-stdin']
    return run(args, { NODE_ENV: 'test', DATA_DIR: panel.dataDir }, input)
  }

  it('says what is wrong with a command, and what to do', async () => {
    const wrong: [string[], number, string][] = [
      [['--role', 'Agent', '--email', 'dan'], 2, '--email is needed, and must be an e-mail address.'],
      [['--role', 'Agent', '--name', ''], 2, '--name is needed'],
      [[], 2, '--role is needed. Roles: Add-on keeper, Agent, Owner.'],
      [['--role', 'King'], 1, 'There is no role "King". Roles: Add-on keeper, Agent, Owner.'],
      [
        ['--role', 'Agent', '--email', 'ADA@example.com'],
        1,
        'Another operator signs in with ada@example.com already.',
      ],
    ]
    for (const [more, code, words] of wrong) {
      const answer = await add(...more)
      expect([answer.code, answer.out], words).to.deep.equal([code, ''])
      expect(answer.err).to.include(words)
    }
    expect((await souk('operators', 'disable', 'nobody@example.com')).err).to.include(
      'No operator signs in with',
    )
    expect((await souk('operators', 'disable')).code).to.equal(2)
    expect((await souk('activity', '--limit', 'many')).code).to.equal(2)
  })

  it('disables and enables an operator, whose sessions end at once', async () => {
    const ben = await panel.as('ben')
    expect((await souk('operators', 'disable', 'BEN@example.com')).out).to.equal(
      'ben@example.com is disabled.\n',
    )
    expect((await ben.fetch('/profile')).status).to.equal(303)
    expect((await souk('operators', 'list')).out).to.match(/ben@.*disabled/)
    expect((await souk('operators', 'enable', 'ben@example.com')).code).to.equal(0)
    await panel.as('ben')
    const last = await souk('operators', 'disable', 'ada@example.com')
    expect([last.code, last.err]).to.deep.equal([
      1,
      'Nobody else may manage operators: ada@example.com was not disabled.\n',
    ])
  })

  it('gives a new password, which ends the sessions', async () => {
    const ben = await panel.as('ben')
    const { password } = JSON.parse(
      (await souk('operators', 'reset-password', 'ben@example.com', '--json')).out,
    )
    expect((await ben.fetch('/profile')).status).to.equal(303)
    await panel.as('ben', password)
  })

  it('prints roles, addresses and the record as data', async () => {
    const data = async (...argv: string[]) => JSON.parse((await souk(...argv, '--json')).out)
    expect((await data('roles')).map(({ name }: { name: string }) => name)).to.deep.equal([
      'Add-on keeper',
      'Agent',
      'Owner',
    ])
    expect(await data('routes')).to.deep.equal(routeTable())
    expect((await souk('routes')).out).to.match(/^GET +\/addons\/:slug +addons$/m)
    expect((await data('operators', 'list'))[0]).to.deep.equal({
      email: 'ada@example.com',
      name: 'Ada',
      disabled: false,
      roles: ['Owner'],
    })
    await souk('operators', 'disable', 'ben@example.com')
    await souk('operators', 'enable', 'ben@example.com')
    const [newest, ...rest] = await data('activity', '--limit', '1')
    expect(rest).to.deep.equal([])
    expect(Object.keys(newest)).to.deep.equal([
      'time',
      'operator',
      'act',
      'addon',
      'version',
      'result',
      'reference',
      'detail',
    ])
    expect(newest).to.include({ operator: 'Command line', act: 'operator.enable', result: 'done' })
  })
})

describe('A start in production', () => {
  it('is stopped by one sentence while somebody has the demo’s password', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'souk-start-'))
    const panel = await startPanel({ dataDir })
    const ada = await panel.services.operators.findByEmail('ada@example.com')
    await panel.services.operators.setPassword(
      ada?.id ?? '',
      await panel.services.passwords.hash('one that nobody knows'),
      commandLine,
    )
    await panel.stop()
    const { code, err } = await run(['--import', 'tsx', 'server.ts'], {
      NODE_ENV: 'production',
      DATA_DIR: dataDir,
      PORT: '0',
      PUBLIC_URL: 'http://127.0.0.1:1',
      SECRET_KEY: 'a key of sixteen letters',
      LICENCE_KEY: 'a-licence-key',
      CLIENT_ID: 'id',
      CLIENT_SECRET: 'secret',
      CATALOGUE_ROOT: 'root.json',
      OFFLINE: '1',
      LOG_LEVEL: 'silent',
    })
    rmSync(dataDir, { recursive: true, force: true })
    expect(code).to.equal(1)
    expect(err).to.equal(
      'ben@example.com still has the demo\'s password, which everybody knows: run "npx souk operators reset-password ben@example.com" or disable it first.\n',
    )
  }).timeout(30_000)
})

const run = (args: string[], env: Record<string, string>, input = '') =>
  new Promise<{ code: number | null; out: string; err: string }>((resolve, reject) => {
    const { PATH, HOME } = process.env
    const child = spawn(process.execPath, args, { cwd: root, env: { PATH, HOME, ...env } })
    const said = { out: '', err: '' }
    child.stdout.on('data', piece => (said.out += String(piece)))
    child.stderr.on('data', piece => (said.err += String(piece)))
    child.once('error', reject)
    child.once('close', code => resolve({ code, ...said }))
    child.stdin.end(input)
  })
