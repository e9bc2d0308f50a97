/** A login on its way: begun here, expected back from the client area. */
export interface LoginAttempt {
  verifier: string
  nonce: string
  returnTo: string
}

/** Who begins or ends a login: the browser session and the operator in it. */
export interface Visitor {
  sessionId: string
  operatorId: string
}

/** What became of the attempt that a state names. Whichever it is, the state is used up. */
export type Returned =
  | { kind: 'ours'; attempt: LoginAttempt }
  | { kind: 'unknown' }
  | { kind: 'expired'; returnTo: string }
  | { kind: 'foreign' }

/** Logins under way: several a session, so that two tabs don't end each other's. */
export interface LoginAttempts {
  begin: (state: string, visitor: Visitor, attempt: LoginAttempt) => Promise<void>
  take: (state: string, visitor: Visitor) => Promise<Returned>
}

export const minutesOfAnAttempt = 10
export const attemptsOfASession = 5
