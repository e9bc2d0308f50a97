import { randomUUID } from 'node:crypto'
import type { ActivityResult, Actor } from '../activity.ts'
import { ClientAreaFailure, type ClientAreaProblem, failureOr, type NewTokens } from '../client-area.ts'
import { endOf, type LoginFacts } from '../connection.ts'
import { giveBack } from './disconnect.ts'
import type { ConnectionNeeds } from './needs.ts'

/** A login that came back from the client area. */
export interface Login {
  tokens: NewTokens
  nonce: string
}

export type LoginOutcome =
  | { kind: 'connected'; connection: LoginFacts }
  | { kind: 'wrong account'; account: string; owner: string }
  /** CLIENT_ID and LICENCE_KEY belong to two licences */
  | { kind: 'other licence'; found: string; expected: string }
  | { kind: 'licence unchecked' }
  | { kind: ClientAreaProblem }

/** Connects the help desk if the account owns its licence. Else the tokens are given back at once and nothing is kept. */
export const connect = async (needs: ConnectionNeeds, login: Login, actor: Actor): Promise<LoginOutcome> => {
  const outcome = await judge(needs, login, actor)
  if (outcome.kind === 'connected') await keep(needs, outcome.connection, login, actor)
  else await turnAway(needs, outcome, login, actor)
  return outcome
}

const judge = async (
  { clientArea, licenceKey, now, warn }: ConnectionNeeds,
  { tokens, nonce }: Login,
  actor: Actor,
): Promise<LoginOutcome> => {
  const person = await failureOr(clientArea.personIn(tokens.idToken, nonce))
  if (person instanceof ClientAreaFailure) {
    warn({ reason: person.message }, 'a login failed')
    return { kind: person.problem }
  }

  const read = await failureOr(
    Promise.all([clientArea.account(tokens.access), clientArea.licence(tokens.access)]),
  )
  if (read instanceof ClientAreaFailure) {
    warn({ reason: read.message }, 'the licence could not be checked at a login')
    return { kind: 'licence unchecked' }
  }
  const [who, licence] = read
  // stops an access token of somebody else from being put beside a genuine ID token
  if (who.person.id !== person) return { kind: 'unusable reply' }

  const expected = endOf(licenceKey)
  if (licence.keyEnd !== expected) return { kind: 'other licence', found: licence.keyEnd, expected }
  if (!licence.account)
    return {
      kind: 'wrong account',
      account: `${who.person.name} (${who.person.email})`,
      owner: licence.owner,
    }
  const at = now().toISOString()
  return {
    kind: 'connected',
    connection: {
      account: licence.account,
      licence: { id: licence.id, state: licence.state, keyEnd: licence.keyEnd },
      since: at,
      by: actor.operator,
      checkedAt: at,
    },
  }
}

const keep = async (needs: ConnectionNeeds, connection: LoginFacts, { tokens }: Login, actor: Actor) => {
  const before = await needs.store.find()
  const { name, email } = connection.account
  await needs.store.keep(
    { login: randomUUID(), connection, tokens, panelUrl: needs.panelUrl, actor },
    { ...actor, act: 'connection.login', result: 'done', detail: `${name} (${email})` },
  )
  needs.connected()
  if (before?.tokens.kind === 'open') await giveBack(needs, before.tokens.refresh)
}

const turnAway = async (
  needs: ConnectionNeeds,
  outcome: Exclude<LoginOutcome, { kind: 'connected' }>,
  { tokens }: Login,
  actor: Actor,
) => {
  await giveBack(needs, tokens.refresh)
  await needs.record({ ...actor, ...lineOf(outcome) })
}

const lineOf = (outcome: Exclude<LoginOutcome, { kind: 'connected' }>) => {
  const line = (act: string, result: ActivityResult, detail: string) => ({ act, result, detail })
  if (outcome.kind === 'wrong account') return line('connection.wrong-account', 'refused', outcome.account)
  if (outcome.kind === 'other licence')
    return line('connection.login', 'failed', `licence …${outcome.found} instead of …${outcome.expected}`)
  return line('connection.login', 'failed', outcome.kind)
}
