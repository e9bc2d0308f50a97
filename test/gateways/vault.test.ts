import { expect } from 'chai'
import fc from 'fast-check'
import { vaultWith } from '../../gateways/vault.ts'

const place = { table: 'connection', row: 'one', column: 'token' }
const unreadable = { kind: 'unreadable' }

describe('A sealed secret', () => {
  const vault = vaultWith('a secret key of this help desk')

  it('opens again in its own place, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        expect(vault.open(vault.seal(text, place), place)).to.deep.equal({ kind: 'open', text })
      }),
    )
  })

  it('does not show the text, and looks different each time', () => {
    const sealed = vault.seal('the-token', place)
    expect(sealed).not.to.include('the-token')
    expect(Buffer.from(sealed.split('.')[2] ?? '', 'base64url').toString('latin1')).not.to.include(
      'the-token',
    )
    expect(vault.seal('the-token', place)).not.to.equal(sealed)
  })

  it('is unreadable in another table, row or column', () => {
    const sealed = vault.seal('the-token', place)
    for (const other of [{ table: 'x' }, { row: 'two' }, { column: 'other' }])
      expect(vault.open(sealed, { ...place, ...other })).to.deep.equal(unreadable)
    const shifted = { table: 'connection', row: 'on', column: 'etoken' }
    expect(vault.open(sealed, shifted)).to.deep.equal(unreadable)
  })

  it('is unreadable with another SECRET_KEY', () => {
    const other = vaultWith('a secret key of another help desk')
    expect(other.open(vault.seal('the-token', place), place)).to.deep.equal(unreadable)
  })

  it('is unreadable when it was changed, cut or never sealed', () => {
    const sealed = vault.seal('the-token', place)
    const [version, key, body = ''] = sealed.split('.')
    const bytes = Buffer.from(body, 'base64url')
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(vault.open([version, key, changed.toString('base64url')].join('.'), place)).to.deep.equal(
        unreadable,
      )
    }
    for (const text of [
      '',
      'v1',
      'the-token',
      sealed.slice(0, -8),
      `${version}.${key}.`,
      `v2.${key}.${body}`,
    ])
      expect(vault.open(text, place)).to.deep.equal(unreadable)
  })
})
