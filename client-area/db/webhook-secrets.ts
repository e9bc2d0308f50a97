import { newWebhookSecret } from '../accounts/licences.ts'
import type { Vault } from '../vault.ts'
import type { Work } from './index.ts'

interface Row {
  id: string
  sealed_webhook_secret: string
  sealed_former_webhook_secret: string | null
  former_webhook_secret_until: string | null
}

const current = (id: string) => `webhook secret ${id}`
const former = (id: string) => `former webhook secret ${id}`
const day = 86_400_000

/** Puts a new secret in place; the former one goes on signing for a day, until the help desk has the new one. */
export const rotateIn = (knex: Work, vault: Vault, id: string, now: Date) =>
  knex.transaction(async tx => {
    const row = await tx<Row>('licences').where({ id }).forUpdate().first()
    if (!row) throw new Error(`There is no licence ${id}`)
    const secret = newWebhookSecret()
    const before = vault.open(row.sealed_webhook_secret, current(id))
    await tx<Row>('licences')
      .where({ id })
      .update({
        sealed_webhook_secret: vault.seal(secret, current(id)),
        sealed_former_webhook_secret: vault.seal(before, former(id)),
        former_webhook_secret_until: new Date(now.getTime() + day).toISOString(),
      })
    return secret
  })

export const signingSecretsIn = async (knex: Work, vault: Vault, id: string, at: Date) => {
  const row = await knex<Row>('licences').where({ id }).first()
  if (!row) return []
  const { sealed_former_webhook_secret: sealed, former_webhook_secret_until: until } = row
  const stillSigns = sealed !== null && until !== null && at.toISOString() < until
  return [
    vault.open(row.sealed_webhook_secret, current(id)),
    ...(stillSigns ? [vault.open(sealed, former(id))] : []),
  ]
}
