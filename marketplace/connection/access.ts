import { soukItself } from '../activity.ts'
import { ClientAreaFailure, failureOr, type Tokens } from '../client-area.ts'
import type { EndedBecause, StoredConnection } from '../connection.ts'
import type { ConnectionNeeds } from './needs.ts'

/** An answer that was asked for with the help desk's own access token. */
export type Answer<T> =
  | { kind: 'answer'; value: T }
  | { kind: 'not connected' }
  | { kind: 'failed'; failure: ClientAreaFailure }

const early = 60_000

/** Lends the access token to whoever asks the client area something, and renews it when it is old or refused. */
export const accessFor = (needs: ConnectionNeeds) => {
  const { store, clientArea, now } = needs
  const underWay = new Map<string, Promise<Tokens | undefined>>()

  // Two who find the token old share one refresh. Refresh tokens are not rotated, so that a second process, or a second
  // copy of this help desk, may do the same at the same time.
  const renew = (stored: StoredConnection, refreshToken: string) => {
    const running = underWay.get(stored.login)
    if (running) return running
    const renewing = refresh(stored, refreshToken).finally(() => underWay.delete(stored.login))
    underWay.set(stored.login, renewing)
    return renewing
  }

  const refresh = async (stored: StoredConnection, refreshToken: string) => {
    const tokens = await failureOr(clientArea.refresh(refreshToken))
    if (!(tokens instanceof ClientAreaFailure)) {
      await store.renew(stored.login, tokens)
      return tokens
    }
    if (tokens.problem !== 'grant refused') throw tokens
    await end(needs, stored, 'no longer accepted')
    return undefined
  }

  const isOld = ({ accessExpiresAt }: Tokens) => Date.parse(accessExpiresAt) - early <= now().getTime()

  const ask = async <T>(work: (accessToken: string) => Promise<T>): Promise<Answer<T>> => {
    const stored = await store.find()
    if (stored?.tokens.kind !== 'open') return { kind: 'not connected' }
    const { tokens } = stored
    const again = async (): Promise<Answer<T>> => {
      const renewed = await renew(stored, tokens.refresh)
      return renewed ? { kind: 'answer', value: await work(renewed.access) } : { kind: 'not connected' }
    }
    if (isOld(tokens)) return again()
    const answer = await failureOr(work(tokens.access))
    if (!(answer instanceof ClientAreaFailure)) return { kind: 'answer', value: answer }
    if (answer.problem !== 'token refused') throw answer
    return again()
  }

  return async <T>(work: (accessToken: string) => Promise<T>): Promise<Answer<T>> => {
    const answer = await failureOr(ask(work))
    return answer instanceof ClientAreaFailure ? { kind: 'failed', failure: answer } : answer
  }
}
export type Access = ReturnType<typeof accessFor>

/** The client area ended the connection: the tokens go, the names stay for the notice. */
export const end = ({ store, now }: ConnectionNeeds, stored: StoredConnection, because: EndedBecause) =>
  store.end(stored.login, because, now().toISOString(), {
    ...soukItself,
    act: 'connection.lost',
    result: 'done',
    detail: because,
  })
