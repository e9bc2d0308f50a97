import type { Vault } from '../vault.ts'
import type { Work } from './index.ts'

export interface StoredKey {
  id: string
  /** the private key as JSON Web Key, in JSON */
  jwk: string
}

interface Row {
  id: string
  sealed_key: string
  created_at: string
}

/** Keys that sign ID tokens. The newest signs; older ones stay published until what they signed has expired. */
export const signingKeysIn = (knex: Work, vault: Vault) => ({
  async all(): Promise<StoredKey[]> {
    const rows = await knex<Row>('signing_keys').orderBy('created_at', 'desc')
    return rows.map(row => ({ id: row.id, jwk: vault.open(row.sealed_key, `signing key ${row.id}`) }))
  },
  async add({ id, jwk }: StoredKey) {
    const row = { id, sealed_key: vault.seal(jwk, `signing key ${id}`), created_at: new Date().toISOString() }
    await knex<Row>('signing_keys').insert(row)
  },
})
export type SigningKeys = ReturnType<typeof signingKeysIn>
