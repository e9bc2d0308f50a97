import type { Licence, LicenceSecrets, Licences } from '../accounts/licences.ts'
import type { HeldLicences } from '../billing/stores.ts'
import type { Vault } from '../vault.ts'
import { eventsIn } from './events.ts'
import { hashOf } from './hashes.ts'
import type { Work } from './index.ts'
import { rotateIn, signingSecretsIn } from './webhook-secrets.ts'

interface Row {
  id: string
  account_id: string
  panel: string
  key_hash: string
  key_end: string
  sealed_key: string
  client_id: string
  sealed_client_secret: string
  sealed_webhook_secret: string
  suspended_at: string | null
  expires_at: string | null
  webhook_url: string | null
  created_at: string
}

export const licencesIn = (knex: Work, vault: Vault): Licences => {
  const one = async (where: Partial<Row>) => readLicence(await knex<Row>('licences').where(where).first())
  const change = async (work: Work, id: string, row: Partial<Row>) => {
    await work<Row>('licences').where({ id }).update(row)
  }
  // what its help desk must notice: the event is stored with the change, or neither is
  const changeAndTell = (id: string, row: Partial<Row>) =>
    knex.transaction(async tx => {
      await change(tx, id, row)
      await eventsIn(tx).add(id, { type: 'licence.changed', object: id, at: new Date().toISOString() })
    })
  return {
    find: id => one({ id }),
    findByKey: key => one({ key_hash: keyHash(key) }),
    findByClient: clientId => one({ client_id: clientId }),
    async of(accountIds) {
      const rows = await knex<Row>('licences').whereIn('account_id', accountIds).orderBy(['created_at', 'id'])
      return rows.flatMap(row => readLicence(row) ?? [])
    },
    async secretsOf(id) {
      const row = await knex<Row>('licences').where({ id }).first()
      return row && opened(row, vault)
    },
    async add(licence, secrets) {
      await knex<Row>('licences').insert({ ...written(licence), ...sealed(licence.id, secrets, vault) })
    },
    suspend: (id, at) => changeAndTell(id, { suspended_at: at?.toISOString() ?? null }),
    readdress: (id, panel) => changeAndTell(id, { panel }),
    transfer: (id, accountId) => changeAndTell(id, { account_id: accountId }),
    setWebhook: (id, url) => change(knex, id, { webhook_url: url }),
    rotateSecret: (id, now = new Date()) => rotateIn(knex, vault, id, now),
    signingSecrets: (id, at) => signingSecretsIn(knex, vault, id, at),
  }
}

/** The same inside a transaction of the books, held until it ends. */
export const heldLicencesIn = (work: Work): HeldLicences => ({
  hold: async id => readLicence(await work<Row>('licences').where({ id }).forUpdate().first()),
  async transfer(id, accountId) {
    await work<Row>('licences').where({ id }).update({ account_id: accountId })
  },
})

const keyHash = (key: string) => hashOf(key.trim().toUpperCase())

const readLicence = (row: Row | undefined): Licence | undefined =>
  row && {
    id: row.id,
    accountId: row.account_id,
    panel: row.panel,
    keyEnd: row.key_end,
    clientId: row.client_id,
    suspendedAt: row.suspended_at === null ? undefined : new Date(row.suspended_at),
    expiresAt: row.expires_at === null ? undefined : new Date(row.expires_at),
    webhookUrl: row.webhook_url,
  }

const written = (licence: Licence) => ({
  id: licence.id,
  account_id: licence.accountId,
  panel: licence.panel,
  key_end: licence.keyEnd,
  client_id: licence.clientId,
  suspended_at: licence.suspendedAt?.toISOString() ?? null,
  expires_at: licence.expiresAt?.toISOString() ?? null,
  webhook_url: licence.webhookUrl,
  created_at: new Date().toISOString(),
})

const sealed = (id: string, { key, clientSecret, webhookSecret }: LicenceSecrets, vault: Vault) => ({
  key_hash: keyHash(key),
  sealed_key: vault.seal(key, `licence key ${id}`),
  sealed_client_secret: vault.seal(clientSecret, `client secret ${id}`),
  sealed_webhook_secret: vault.seal(webhookSecret, `webhook secret ${id}`),
})

const opened = (row: Row, vault: Vault): LicenceSecrets => ({
  key: vault.open(row.sealed_key, `licence key ${row.id}`),
  clientSecret: vault.open(row.sealed_client_secret, `client secret ${row.id}`),
  webhookSecret: vault.open(row.sealed_webhook_secret, `webhook secret ${row.id}`),
})
