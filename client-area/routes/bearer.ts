import type { Request } from 'express'
import type { Licence } from '../accounts/licences.ts'
import type { Person } from '../accounts/people.ts'
import { ApiProblem } from './api/problems.ts'
import type { Services } from './services.ts'

export type ApiScope = 'marketplace' | 'purchases'
export interface Caller {
  person: Person
  licence: Licence
}

/** Who calls, and for which licence: told by the access token alone, never by anything else in the request. */
export const callerOf = async (
  { provider: { provider }, people, licences }: Services,
  req: Request,
  scope: ApiScope,
): Promise<Caller> => {
  const token = await provider.AccessToken.find(bearerIn(req))
  if (!token?.accountId || !token.clientId || !token.grantId) throw invalidToken()
  const grant = await provider.Grant.find(token.grantId)
  const person = await people.find(token.accountId)
  const licence = await licences.findByClient(token.clientId)
  if (!grant || !person || !licence) throw invalidToken()
  if (!token.scopes.has(scope)) throw insufficient(scope)
  return { person, licence }
}

/** Stops a stranger at somebody else's help desk: only the people of the licence's account deal with its money. */
export const checkOwner = async ({ accounts }: Services, { person, licence }: Caller) => {
  const own = await accounts.of(person.id)
  if (!own.some(({ id }) => id === licence.accountId)) throw new ApiProblem('not_owner')
}

const bearerIn = (req: Request) => {
  const [, token] = /^Bearer ([\w.~+/-]+=*)$/i.exec(req.get('authorization') ?? '') ?? []
  if (!token) throw new ApiProblem('missing_token', '', { 'WWW-Authenticate': 'Bearer' })
  return token
}

const invalidToken = () =>
  new ApiProblem('invalid_token', '', { 'WWW-Authenticate': 'Bearer error="invalid_token"' })

const insufficient = (scope: ApiScope) =>
  new ApiProblem('insufficient_scope', `It needs the scope ${scope}: disconnect, and log in again.`, {
    'WWW-Authenticate': `Bearer error="insufficient_scope", scope="${scope}"`,
  })
