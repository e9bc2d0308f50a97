import type { Vault } from '../vault.ts'
import { hashOf } from './hashes.ts'
import type { Work } from './index.ts'
import { isPast, nowText, type Payload, readPayload, type Row, written } from './issued-rows.ts'

/**
 * Sessions, codes, tokens and grants. Only hashes of their ids and sealed payloads are stored: a stolen database or
 * backup holds no token that works.
 */
export const issuedIn = (knex: Work, vault: Vault) => {
  const rows = () => knex<Row>('issued')
  const readFirst = async (model: string, where: Partial<Row>) => {
    const row = await rows()
      .where({ model, ...where })
      .first()
    return row && !isPast(row.expires_at) ? readPayload(row, vault) : undefined
  }
  return {
    async put(model: string, id: string, payload: Payload, seconds: number | undefined) {
      await rows()
        .insert(written(model, id, payload, seconds, vault))
        .onConflict(['model', 'id_hash'])
        .merge()
    },
    find: (model: string, id: string) => readFirst(model, { id_hash: hashOf(id) }),
    findByUid: (model: string, uid: string) => readFirst(model, { uid_hash: hashOf(uid) }),
    async consume(model: string, id: string) {
      const unused = rows()
        .where({ model, id_hash: hashOf(id) })
        .whereNull('consumed_at')
      // stops a race: of two requests with one code, only the first gets tokens
      if ((await unused.update({ consumed_at: nowText() })) === 0)
        throw new Error(`${model} was used already`)
    },
    async remove(model: string, id: string) {
      await rows()
        .where({ model, id_hash: hashOf(id) })
        .delete()
    },
    async removeOfGrant(grantId: string) {
      await rows()
        .where({ grant_hash: hashOf(grantId) })
        .delete()
    },
    /** everything a person gave one help desk: grants, tokens and codes */
    async removeOfPerson(personId: string, clientId: string) {
      await rows().where({ person_id: personId, client_id: clientId }).delete()
    },
    /** help desks with a live refresh token of this person */
    async clientsOf(personId: string) {
      const live = rows()
        .where({ person_id: personId, model: 'RefreshToken' })
        .where('expires_at', '>', nowText())
      return (await live.distinct('client_id')).flatMap(row => row.client_id ?? [])
    },
    async count(model: string) {
      const [row] = await rows().where({ model }).count<{ count: number | string }[]>('* as count')
      return Number(row?.count ?? 0)
    },
    async endSessionsOf(personId: string) {
      await rows().where({ model: 'Session', person_id: personId }).delete()
    },
    /** ends all of one kind: AccessToken, Session, ... */
    async removeAll(model: string) {
      await rows().where({ model }).delete()
    },
    /** Removes what has expired, and grants of logins that were never finished. */
    async sweep() {
      await rows().where('expires_at', '<', nowText()).delete()
      const dayAgo = new Date(Date.now() - 86_400_000).toISOString()
      const inUse = knex('issued as token').whereRaw('token.grant_hash = issued.id_hash')
      await rows().where({ model: 'Grant' }).where('created_at', '<', dayAgo).whereNotExists(inUse).delete()
    },
  }
}
export type Issued = ReturnType<typeof issuedIn>
