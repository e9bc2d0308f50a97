import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { after, describe, it } from 'mocha'
import { readSettings } from '../settings.ts'

describe('The client area’s settings', () => {
  const folder = mkdtempSync(join(tmpdir(), 'souk-settings-'))
  after(() => rmSync(folder, { recursive: true, force: true }))
  const base = { CLIENT_AREA_DATA_DIR: folder }
  const production = {
    ...base,
    NODE_ENV: 'production',
    CLIENT_AREA_PUBLIC_URL: 'https://vendor.example',
    CLIENT_AREA_SECRET_KEY: 'a secret of the vendor',
  }
  const problemOf = (env: Record<string, string>) => {
    try {
      readSettings(env)
      return 'none'
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
  }

  it('are all optional for the demo', () => {
    const settings = readSettings(base)
    expect(settings).to.include({ host: '127.0.0.1', port: 3001, production: false, testCardsOnly: true })
    expect(settings.databaseUrl).to.equal(`sqlite:${join(folder, 'client-area.db')}`)
  })

  it('keep the secret key that was made at the first start, for its owner only', () => {
    expect(readSettings(base).secretKey).to.equal(readSettings(base).secretKey)
    expect(statSync(join(folder, 'secret.key')).mode & 0o777).to.equal(0o600)
  })

  it('keep the data under the common data folder', () => {
    const data = join(folder, 'common')
    expect(readSettings({ DATA_DIR: data }).dataDir).to.equal(join(data, 'client-area'))
  })

  it('name what is missing in production', () => {
    const { NODE_ENV } = production
    expect(problemOf({ ...base, NODE_ENV, CLIENT_AREA_TEST_MODE: '1' })).to.equal(
      'In production these settings are needed: CLIENT_AREA_PUBLIC_URL, CLIENT_AREA_SECRET_KEY.',
    )
  })

  it('refuse test cards in production, unless it is said that this is a test', () => {
    expect(problemOf(production)).to.include('CLIENT_AREA_TEST_MODE=1')
    expect(problemOf({ ...production, CLIENT_AREA_TEST_MODE: '1' })).to.equal('none')
  })

  it('refuse webhooks to the machine itself in production', () => {
    const inProduction = { ...production, CLIENT_AREA_TEST_MODE: '1' }
    expect(problemOf({ ...inProduction, CLIENT_AREA_WEBHOOKS_TO_LOOPBACK: '1' })).to.include(
      'CLIENT_AREA_WEBHOOKS_TO_LOOPBACK is for the demo',
    )
    expect(readSettings({ ...base, CLIENT_AREA_WEBHOOKS_TO_LOOPBACK: '1' }).webhooksToLoopback).to.equal(true)
    expect(readSettings(base).webhooksToLoopback).to.equal(false)
  })

  it('say that other billing systems come later', () => {
    for (const BILLING of ['stripe', 'whmcs'])
      expect(problemOf({ ...base, BILLING })).to.include(`BILLING=${BILLING} comes in a later version`)
    expect(problemOf({ ...base, BILLING: 'cash' })).to.include('BILLING is not usable')
  })

  it('name the one that is wrong', () => {
    expect(problemOf({ ...base, CLIENT_AREA_PORT: 'http' })).to.include('CLIENT_AREA_PORT is not usable')
    expect(problemOf({ ...base, CLIENT_AREA_PUBLIC_URL: 'vendor' })).to.include(
      'CLIENT_AREA_PUBLIC_URL is not usable',
    )
    expect(problemOf({ ...base, CLIENT_AREA_SECRET_KEY: 'short' })).to.include('CLIENT_AREA_SECRET_KEY')
  })
})
