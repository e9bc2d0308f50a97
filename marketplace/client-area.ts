import type { AccountReply, LicenceReply, ProblemCode } from '../contracts/marketplace-api.ts'

/** Why the client area gave no answer that can be used. */
export type ClientAreaProblem =
  /** no connection, no reply in time, or one of 5xx or 429 */
  | 'out of reach'
  /** a reply that breaks the contract or fails a check: schema, signature, issuer, nonce */
  | 'unusable reply'
  /** the ID token is from another time: one of the two clocks is wrong */
  | 'clock differs'
  /** the code or the refresh token is not accepted (any more) */
  | 'grant refused'
  /** CLIENT_ID or CLIENT_SECRET is not accepted */
  | 'client refused'
  /** the access token is not accepted */
  | 'token refused'

export class ClientAreaFailure extends Error {
  readonly problem: ClientAreaProblem
  /** not a byte of what was asked has left this machine, so that it certainly had no effect */
  readonly neverSent: boolean
  /** why the marketplace API refused, in its own stable word */
  readonly code: ProblemCode | undefined
  /** seconds that the client area asked us to wait */
  readonly retryAfter: number | undefined

  /** `detail` is logged: it never quotes a reply, which may hold a token */
  constructor(problem: ClientAreaProblem, detail?: string, more: FailureDetails = {}) {
    super(`The client area: ${problem}${detail ? ` (${detail})` : ''}`)
    this.problem = problem
    this.neverSent = more.neverSent ?? false
    this.code = more.code
    this.retryAfter = more.retryAfter
  }
}

export interface FailureDetails {
  neverSent?: boolean
  code?: ProblemCode | undefined
  retryAfter?: number | undefined
}

/** Where the client area's OpenID provider listens. */
export interface Provider {
  issuer: string
  authorization: string
  token: string
  revocation: string
  keys: string
  endSession: string
  /** the provider names itself in each answer, so an answer without its name is not from it */
  namesItself: boolean
}

export interface Tokens {
  access: string
  refresh: string
  accessExpiresAt: string
  scope: string
}

export interface NewTokens extends Tokens {
  idToken: string
}

/** What came back with the browser: the code, and the secret that proves who asked for it. */
export interface Code {
  code: string
  verifier: string
}

/** The client area as the panel sees it. Each verb throws ClientAreaFailure. */
export interface ClientArea {
  /** asked once an hour, remembered between */
  provider: () => Promise<Provider>
  /** asked anew, so that no browser is sent to a client area that is away */
  providerNow: () => Promise<Provider>
  exchange: (code: Code) => Promise<NewTokens>
  refresh: (refreshToken: string) => Promise<Tokens>
  revoke: (refreshToken: string) => Promise<void>
  /** checks signature, issuer, audience, nonce and times of an ID token; answers with the person's id */
  personIn: (idToken: string, nonce: string) => Promise<string>
  account: (accessToken: string) => Promise<AccountReply>
  licence: (accessToken: string) => Promise<LicenceReply>
}

/** The answer, or the client area's failure as a value; anything else is thrown on. */
export const failureOr = async <T>(asking: Promise<T>): Promise<T | ClientAreaFailure> => {
  try {
    return await asking
  } catch (error) {
    if (error instanceof ClientAreaFailure) return error
    throw error
  }
}
