import {
  attemptsOfASession,
  type LoginAttempt,
  type LoginAttempts,
  minutesOfAnAttempt,
  type Returned,
  type Visitor,
} from '../marketplace/login-attempts.ts'
import type { Vault } from '../marketplace/secrets.ts'
import { hashOf } from './hashes.ts'
import type { Database, Work } from './index.ts'

interface Row {
  state_hash: string
  session_hash: string
  operator_id: string
  sealed_verifier: string
  nonce: string
  return_to: string
  begun_at: string
  expires_at: string
}

/** Logins under way. State and session are stored as hashes, the verifier sealed: a copy of the table logs nobody in. */
export const loginAttemptsIn = (db: Database, vault: Vault, now: () => Date): LoginAttempts => ({
  begin: (state, visitor, attempt) =>
    db.atomically(async tx => {
      const row = rowOf(state, visitor, attempt, vault, now())
      await tx<Row>('login_attempts').insert(row)
      await forgetOldOf(tx, row.session_hash)
      await tx<Row>('login_attempts').where('expires_at', '<', dayBefore(now())).delete()
    }),

  async take(state, visitor): Promise<Returned> {
    const row = await takeRow(db, hashOf(state))
    if (!row) return { kind: 'unknown' }
    if (row.session_hash !== hashOf(visitor.sessionId) || row.operator_id !== visitor.operatorId)
      return { kind: 'foreign' }
    if (row.expires_at <= now().toISOString()) return { kind: 'expired', returnTo: row.return_to }
    const opened = vault.open(row.sealed_verifier, placeOf(row.state_hash))
    if (opened.kind === 'unreadable') return { kind: 'unknown' }
    return {
      kind: 'ours',
      attempt: { verifier: opened.text, nonce: row.nonce, returnTo: row.return_to },
    }
  },
})

// stops a replay: reading and deleting are one statement, so of two callbacks with one state only one finds it
const takeRow = async ({ knex, engine }: Database, stateHash: string): Promise<Row | undefined> => {
  const answer = await knex.raw('delete from login_attempts where state_hash = ? returning *', [stateHash])
  const [row]: Row[] = engine === 'sqlite' ? answer : answer.rows
  return row
}

const forgetOldOf = async (tx: Work, sessionHash: string) => {
  const newest = await tx<Row>('login_attempts')
    .where('session_hash', sessionHash)
    .orderBy('begun_at', 'desc')
    .limit(attemptsOfASession)
    .pluck('state_hash')
  await tx<Row>('login_attempts').where('session_hash', sessionHash).whereNotIn('state_hash', newest).delete()
}

const rowOf = (state: string, visitor: Visitor, attempt: LoginAttempt, vault: Vault, at: Date): Row => ({
  state_hash: hashOf(state),
  session_hash: hashOf(visitor.sessionId),
  operator_id: visitor.operatorId,
  sealed_verifier: vault.seal(attempt.verifier, placeOf(hashOf(state))),
  nonce: attempt.nonce,
  return_to: attempt.returnTo,
  begun_at: at.toISOString(),
  expires_at: new Date(at.getTime() + minutesOfAnAttempt * 60_000).toISOString(),
})

const placeOf = (stateHash: string) => ({
  table: 'login_attempts',
  row: stateHash,
  column: 'sealed_verifier',
})

const dayBefore = (at: Date) => new Date(at.getTime() - 24 * 3_600_000).toISOString()
