import type { Vault } from '../vault.ts'
import { hashOf } from './hashes.ts'

/** What the provider hands over to be kept: JSON with a few names that are looked up. */
export interface Payload {
  accountId?: string | undefined
  clientId?: string | undefined
  grantId?: string | undefined
  uid?: string | undefined
  consumed?: unknown
}

export interface Row {
  model: string
  id_hash: string
  sealed_payload: string
  grant_hash: string | null
  uid_hash: string | null
  person_id: string | null
  client_id: string | null
  created_at: string
  consumed_at: string | null
  expires_at: string | null
}

export const nowText = () => new Date(Date.now()).toISOString()
export const isPast = (time: string | null) => time !== null && time < nowText()

export const written = (
  model: string,
  id: string,
  payload: Payload,
  seconds: number | undefined,
  vault: Vault,
): Row => ({
  model,
  id_hash: hashOf(id),
  sealed_payload: vault.seal(JSON.stringify(payload), `${model} ${hashOf(id)}`),
  grant_hash: payload.grantId === undefined || model === 'Interaction' ? null : hashOf(payload.grantId),
  uid_hash: payload.uid === undefined ? null : hashOf(payload.uid),
  person_id: payload.accountId ?? null,
  client_id: payload.clientId ?? null,
  created_at: nowText(),
  consumed_at: null,
  expires_at: seconds === undefined ? null : new Date(Date.now() + seconds * 1000).toISOString(),
})

export const readPayload = (row: Row, vault: Vault): Payload => {
  const payload: Payload = JSON.parse(vault.open(row.sealed_payload, `${row.model} ${row.id_hash}`))
  if (row.consumed_at === null) return payload
  return { ...payload, consumed: Math.floor(Date.parse(row.consumed_at) / 1000) }
}
