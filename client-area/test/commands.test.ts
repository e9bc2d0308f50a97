import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { clientAreaCommands } from '../../cli/vendor/client-area-commands.ts'
import { terminalOf } from '../../test/support/commands.ts'
import { readSettings } from '../settings.ts'
import { type ClientArea, startClientArea } from '../start.ts'
import { helpDesk, logIn, returned } from './help-desk.ts'
import { visitor } from './visitor.ts'

describe('souk-vendor, beside a running client area', () => {
  const folder = mkdtempSync(join(tmpdir(), 'souk-vendor-'))
  const env = { NODE_ENV: 'test', CLIENT_AREA_DATA_DIR: folder, CLIENT_AREA_LOG_LEVEL: 'silent' }
  let area: ClientArea
  before(async () => {
    area = await startClientArea(readSettings({ ...env, CLIENT_AREA_PORT: '0' }))
  })
  after(async () => {
    await area.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  const run = terminalOf('souk-vendor', clientAreaCommands, () => env)
  const issue = async (email: string, panel: string) => {
    const { out } = await run('licences', 'issue', '--account', email, '--panel', panel, '--json')
    const settings: Record<string, string> = JSON.parse(out)
    const { LICENCE_KEY = '', CLIENT_ID = '', CLIENT_SECRET = '' } = settings
    return { LICENCE_KEY, CLIENT_ID, CLIENT_SECRET }
  }

  it('opens an account and prints a new password once', async () => {
    const added = await run('accounts', 'add', '--email', 'Vera@example.com', '--name', 'Vera', '--json')
    expect(added.code).to.equal(0)
    const { password, email }: { password: string; email: string } = JSON.parse(added.out)
    expect(email).to.equal('vera@example.com')
    const vera = visitor(area.url)
    const page = await vera.press(await vera.visit('/sign-in'), 'Sign in', { email, password })
    expect(page.html).to.include('billed in USD')
    expect((await run('accounts', 'show', 'vera@example.com')).out).not.to.include(password)
  })

  it('says that somebody can sign in already, and how to open a second account', async () => {
    const again = await run('accounts', 'add', '--email', 'vera@example.com', '--name', 'Vera')
    expect(again).to.include({ code: 1 })
    expect(again.err).to.include('--another')
    await run('accounts', 'add', '--email', 'vera@example.com', '--another', '--currency', 'eur')
    const { accounts }: { accounts: object[] } = JSON.parse(
      (await run('accounts', 'show', 'vera@example.com', '--json')).out,
    )
    expect(accounts).to.have.lengthOf(2)
    const issued = await run(
      'licences',
      'issue',
      '--account',
      'vera@example.com',
      '--panel',
      'https://a.example',
    )
    expect(issued.err).to.include('several accounts')
  })

  it('issues a licence whose printed settings let the help desk log in at once', async () => {
    await addDora()
    const panel = 'https://desk.example/help'
    const settings = await issue('dora@example.com', `${panel}/`)
    const desk = helpDesk(area.url, panel, settings)
    const back = await logIn(visitor(area.url), desk, 'dora@example.com')
    const tokens = await desk.exchange(returned(back)['code'] ?? '')
    const licence = await desk.licence(tokens.access_token)
    expect(licence.panel).to.equal(panel)
    expect(licence.account?.email).to.equal('dora@example.com')

    await run('licences', 'suspend', settings.LICENCE_KEY)
    expect((await desk.licence(tokens.access_token)).state).to.equal('suspended')
    await run('licences', 'suspend', settings.LICENCE_KEY, '--off')
    expect((await desk.licence(tokens.access_token)).state).to.equal('active')
  })

  it('follows a help desk that moved, and forgets the old address', async () => {
    const settings = await issue('dora@example.com', 'https://old.example')
    await run('licences', 'readdress', settings.LICENCE_KEY, '--panel', 'https://new.example')
    const from = (panel: string) =>
      visitor(area.url).visit(helpDesk(area.url, panel, settings).loginAddress())
    expect((await from('https://old.example')).status).to.equal(400)
    expect((await from('https://new.example')).html).to.include('https://new.example')
  })

  it('transfers a licence to another account', async () => {
    const { LICENCE_KEY } = await issue('dora@example.com', 'https://moving.example')
    await run('accounts', 'add', '--email', 'nora@example.com', '--name', 'Nora')
    const moved = await run('licences', 'transfer', LICENCE_KEY, '--account', 'nora@example.com', '--json')
    expect(JSON.parse(moved.out)).to.include({ owner: 'nora@example.com', state: 'active' })
    expect((await run('licences', 'show', LICENCE_KEY)).out).to.include('owner: nora@example.com')
  })

  it('signs a person out everywhere with a new password', async () => {
    const dora = visitor(area.url)
    await dora.press(await dora.visit('/sign-in'), 'Sign in', {
      email: 'dora@example.com',
      password: 'demo-password',
    })
    const reset = await run(
      'accounts',
      'reset-password',
      'dora@example.com',
      '--password',
      'quite-another-one',
    )
    expect(reset.code).to.equal(0)
    expect((await dora.visit('/account')).url).to.include('/sign-in')
  })

  it('tells wrong use (2) from a failure (1), naming what to do', async () => {
    expect(await run('licences', 'issue', '--panel', 'https://a.example')).to.include({ code: 2 })
    expect(await run('licences', 'issue', '--account', 'a@b.c', '--panel', 'desk')).to.include({ code: 2 })
    const unknown = await run('licences', 'show', 'SOUK-NOPE')
    expect(unknown).to.include({ code: 1, err: 'There is no licence with this key.\n' })
    const short = await run(
      'accounts',
      'add',
      '--email',
      'q@example.com',
      '--name',
      'Q',
      '--password',
      'short',
    )
    expect(short.err).to.include('10 characters')
  })

  const addDora = () =>
    run('accounts', 'add', '--email', 'dora@example.com', '--name', 'Dora', '--password', 'demo-password')
})
