import type { Request } from 'express'
import type { Services } from './services.ts'

/** An answer that is not what was asked for; `code` stays the same for ever, so that programs can tell them apart. */
export class ApiProblem extends Error {
  readonly status: number
  readonly code: string
  readonly challenge: string | undefined
  constructor(status: number, code: string, title: string, challenge?: string) {
    super(title)
    this.status = status
    this.code = code
    this.challenge = challenge
  }
}

/** Who calls, and for which licence: told by the access token alone, never by anything else in the request. */
export const callerOf = async ({ provider: { provider }, people, licences }: Services, req: Request) => {
  const token = await provider.AccessToken.find(bearerIn(req))
  if (!token?.accountId || !token.clientId || !token.grantId) throw invalidToken()
  if (!token.scopes.has('marketplace')) throw insufficientScope()
  const grant = await provider.Grant.find(token.grantId)
  const person = await people.find(token.accountId)
  const licence = await licences.findByClient(token.clientId)
  if (!grant || !person || !licence) throw invalidToken()
  return { person, licence }
}

const bearerIn = (req: Request) => {
  const [, token] = /^Bearer ([\w.~+/-]+=*)$/i.exec(req.get('authorization') ?? '') ?? []
  if (!token) throw new ApiProblem(401, 'missing_token', 'An access token is needed', 'Bearer')
  return token
}

const invalidToken = () =>
  new ApiProblem(
    401,
    'invalid_token',
    'The access token is not valid (any more)',
    'Bearer error="invalid_token"',
  )

const insufficientScope = () =>
  new ApiProblem(
    403,
    'insufficient_scope',
    'The access token lacks the scope marketplace',
    'Bearer error="insufficient_scope", scope="marketplace"',
  )
