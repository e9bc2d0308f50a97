import type { Actor } from '../activity.ts'
import { ClientAreaFailure, failureOr } from '../client-area.ts'
import type { StoredConnection } from '../connection.ts'
import type { ConnectionNeeds } from './needs.ts'

/** `here only`: the client area could not be told, so its grant stands until somebody ends it there. */
export type Disconnected = { kind: 'disconnected' | 'disconnected here only' | 'not connected' }

/** Forgets the connection here first, then at the client area: whatever fails there, this help desk is disconnected. */
export const disconnect = async (needs: ConnectionNeeds, actor: Actor): Promise<Disconnected> => {
  const stored = await needs.store.find()
  if (!stored) return { kind: 'not connected' }
  const { name, email } = stored.connection.account
  const line = { act: 'connection.disconnect', result: 'done', detail: `${name} (${email})` } as const
  await needs.store.remove(stored.login, { ...actor, ...line })
  const isTold = await tell(needs, stored.tokens)
  return { kind: isTold ? 'disconnected' : 'disconnected here only' }
}

const tell = async (needs: ConnectionNeeds, tokens: StoredConnection['tokens']) => {
  if (tokens.kind === 'ended') return true
  return tokens.kind === 'open' && giveBack(needs, tokens.refresh)
}

/** Revokes a login's grant at the client area; false if it could not be told. */
export const giveBack = async ({ clientArea, offline, warn }: ConnectionNeeds, refreshToken: string) => {
  if (offline) return false
  const answer = await failureOr(clientArea.revoke(refreshToken))
  if (!(answer instanceof ClientAreaFailure)) return true
  warn({ problem: answer.problem }, 'a login could not be revoked at the client area')
  return false
}
