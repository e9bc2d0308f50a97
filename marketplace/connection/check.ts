import type { ClientAreaProblem } from '../client-area.ts'
import type { Account, LoginFacts, StoredConnection } from '../connection.ts'
import type { LicenceReply } from '../../contracts/marketplace-api.ts'
import { type Access, end } from './access.ts'
import { giveBack } from './disconnect.ts'
import type { ConnectionNeeds } from './needs.ts'

export type Checked =
  | { kind: 'checked' | 'not connected' | 'licence moved' }
  | { kind: 'failed'; problem: ClientAreaProblem }

/** Reads the licence again: its state, and whether the account still owns it. */
export const checkLicence = async (needs: ConnectionNeeds, access: Access): Promise<Checked> => {
  const stored = await needs.store.find()
  const answer = await access(token => needs.clientArea.licence(token))
  if (!stored || answer.kind === 'not connected') return { kind: 'not connected' }
  if (answer.kind === 'failed') return { kind: 'failed', problem: answer.failure.problem }
  return store(needs, stored, answer.value)
}

const store = async (
  needs: ConnectionNeeds,
  stored: StoredConnection,
  { id, state, keyEnd, account }: LicenceReply,
): Promise<Checked> => {
  if (!account) {
    await end(needs, stored, 'licence moved')
    if (stored.tokens.kind === 'open') await giveBack(needs, stored.tokens.refresh)
    return { kind: 'licence moved' }
  }
  const checkedAt = needs.now().toISOString()
  const next = { ...stored.connection, account, licence: { id, state, keyEnd }, checkedAt }
  await needs.store.recheck(stored.login, next, looksDifferent(stored.connection, next))
  return { kind: 'checked' }
}

const looksDifferent = (before: LoginFacts, after: LoginFacts) =>
  seen(before.account, before.licence) !== seen(after.account, after.licence)

const seen = ({ id, name, email, currency }: Account, licence: LoginFacts['licence']) =>
  [id, name, email, currency, licence.id, licence.state, licence.keyEnd].join('\n')
