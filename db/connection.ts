import type { ActivityEntry } from '../marketplace/activity.ts'
import type { Tokens } from '../marketplace/client-area.ts'
import type {
  ConnectionStore,
  EndedBecause,
  NewConnection,
  StoredConnection,
} from '../marketplace/connection.ts'
import type { Vault } from '../marketplace/secrets.ts'
import { recordIn } from './activity.ts'
import type { Database, Work } from './index.ts'
import { bump } from './revisions.ts'

interface Row {
  slot: 'client area'
  login: string
  account_id: string
  account_name: string
  account_email: string
  account_currency: string | null
  licence_id: string
  licence_state: StoredConnection['connection']['licence']['state']
  licence_key_end: string
  panel_url: string
  is_copy: boolean | number
  scope: string
  sealed_access_token: string | null
  sealed_refresh_token: string | null
  access_expires_at: string
  connected_at: string
  connected_by: string
  connected_by_id: string
  checked_at: string
  ended_at: string | null
  ended_because: EndedBecause | null
}

/** The help desk's connection: one row, its tokens sealed for this login and no other. */
export const connectionIn = (db: Database, vault: Vault, now: () => Date): ConnectionStore => {
  const change = (login: string, work: (tx: Work) => Promise<number>, entry: ActivityEntry) =>
    db.atomically(async tx => {
      if ((await work(tx)) === 0) return
      await bump(tx, 'connection')
      await recordIn(tx, now(), { ...entry, reference: login })
    })

  return {
    async find() {
      const row = await db.knex<Row>('connection').first()
      return row && readRow(row, vault)
    },
    keep: (connection, entry) =>
      change(
        connection.login,
        async tx => {
          await tx<Row>('connection').insert(rowOf(connection, vault)).onConflict('slot').merge()
          return 1
        },
        entry,
      ),
    // no revision: nobody sees a token
    async renew(login, tokens) {
      await db
        .knex<Row>('connection')
        .where({ login })
        .whereNull('ended_at')
        .update(tokenColumns(login, tokens, vault))
    },
    recheck: (login, { account, licence, checkedAt }, changed) =>
      db.atomically(async tx => {
        const row = { ...accountColumns(account), ...licenceColumns(licence), checked_at: checkedAt }
        const count = await tx<Row>('connection').where({ login }).update(row)
        if (count > 0 && changed) await bump(tx, 'connection')
      }),
    place: (login, { panelUrl, isCopy }, entry) =>
      change(
        login,
        tx => tx<Row>('connection').where({ login }).update({ panel_url: panelUrl, is_copy: isCopy }),
        entry,
      ),
    end: (login, because, at, entry) =>
      change(
        login,
        tx =>
          tx<Row>('connection').where({ login }).whereNull('ended_at').update({
            ended_at: at,
            ended_because: because,
            sealed_access_token: null,
            sealed_refresh_token: null,
          }),
        entry,
      ),
    remove: (login, entry) => change(login, tx => tx<Row>('connection').where({ login }).delete(), entry),
  }
}

const rowOf = ({ login, connection, tokens, panelUrl, actor }: NewConnection, vault: Vault): Row => ({
  slot: 'client area',
  login,
  ...accountColumns(connection.account),
  ...licenceColumns(connection.licence),
  ...tokenColumns(login, tokens, vault),
  panel_url: panelUrl,
  is_copy: false,
  connected_at: connection.since,
  connected_by: connection.by,
  connected_by_id: actor.operatorId ?? '',
  checked_at: connection.checkedAt,
  ended_at: null,
  ended_because: null,
})

const accountColumns = ({ id, name, email, currency }: StoredConnection['connection']['account']) => ({
  account_id: id,
  account_name: name,
  account_email: email,
  account_currency: currency ?? null,
})

const licenceColumns = ({ id, state, keyEnd }: StoredConnection['connection']['licence']) => ({
  licence_id: id,
  licence_state: state,
  licence_key_end: keyEnd,
})

const tokenColumns = (login: string, { access, refresh, accessExpiresAt, scope }: Tokens, vault: Vault) => ({
  sealed_access_token: vault.seal(access, placeOf(login, 'sealed_access_token')),
  sealed_refresh_token: vault.seal(refresh, placeOf(login, 'sealed_refresh_token')),
  access_expires_at: accessExpiresAt,
  scope,
})

const placeOf = (login: string, column: string) => ({ table: 'connection', row: login, column })

const readRow = (row: Row, vault: Vault): StoredConnection => ({
  login: row.login,
  connection: {
    account: accountOf(row),
    licence: { id: row.licence_id, state: row.licence_state, keyEnd: row.licence_key_end },
    since: row.connected_at,
    by: row.connected_by,
    checkedAt: row.checked_at,
  },
  panelUrl: row.panel_url,
  isCopy: Boolean(row.is_copy),
  tokens: tokensIn(row, vault),
})

const accountOf = (row: Row) => ({
  id: row.account_id,
  name: row.account_name,
  email: row.account_email,
  ...(row.account_currency === null ? {} : { currency: row.account_currency }),
})

const tokensIn = (row: Row, vault: Vault): StoredConnection['tokens'] => {
  if (row.ended_at !== null && row.ended_because !== null)
    return { kind: 'ended', at: row.ended_at, because: row.ended_because }
  const access = vault.open(row.sealed_access_token ?? '', placeOf(row.login, 'sealed_access_token'))
  const refresh = vault.open(row.sealed_refresh_token ?? '', placeOf(row.login, 'sealed_refresh_token'))
  if (access.kind === 'unreadable' || refresh.kind === 'unreadable') return { kind: 'unreadable' }
  return {
    kind: 'open',
    access: access.text,
    refresh: refresh.text,
    accessExpiresAt: row.access_expires_at,
    scope: row.scope,
  }
}
