import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { readSettings, WrongSetting } from '../../config/settings.ts'

describe('The settings of the panel', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'souk-settings-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const read = (env: Record<string, string> = {}) => readSettings({ DATA_DIR: folder, ...env })
  const keyFile = () => join(folder, 'panel/secret.key')
  const inProduction = {
    NODE_ENV: 'production',
    SECRET_KEY: 'a secret key for the tests',
    LICENCE_KEY: 'TEST-LICENCE',
    CLIENT_ID: 'client',
    CLIENT_SECRET: 'secret',
    CATALOGUE_ROOT: 'root.json',
    PUBLIC_URL: 'https://desk.example',
  }

  it('keep the key that was made at the first start where only its owner can read it', () => {
    const { secretKey } = read()
    expect(read().secretKey).to.equal(secretKey)
    expect(readFileSync(keyFile(), 'utf8').trim()).to.equal(secretKey).and.have.length.above(40)
    expect(statSync(keyFile()).mode & 0o777).to.equal(0o600)
    expect(statSync(join(folder, 'panel')).mode & 0o777).to.equal(0o700)
  })

  it('refuse a key that a full disk cut off, since anybody could guess it', () => {
    read()
    for (const left of ['', '\n', 'abc\n']) {
      writeFileSync(keyFile(), left)
      expect(() => read()).to.throw(WrongSetting, 'secret.key is cut off')
    }
  })

  it('send no token to a client area over an open line', () => {
    const at = (address: string) => () => read({ ...inProduction, CLIENT_AREA_URL: address })
    expect(at('http://clients.example')).to.throw(WrongSetting, 'CLIENT_AREA_URL must begin with https')
    for (const address of ['https://clients.example', 'http://127.0.0.1:3001', 'http://localhost:3001'])
      expect(at(address)).not.to.throw()
  })

  it('take for proxies a number or addresses, and name the setting otherwise', () => {
    for (const fine of ['0', '1', 'loopback', '10.0.0.1', '10.0.0.0/8, loopback', '::1,fd00::/8'])
      expect(read({ TRUST_PROXY: fine }).trustProxy).to.equal(fine)
    for (const odd of ['true', 'proxy.example', '10.0.0.1,', '-1'])
      expect(() => read({ TRUST_PROXY: odd }), odd).to.throw(WrongSetting, 'TRUST_PROXY is not usable')
  })
})
