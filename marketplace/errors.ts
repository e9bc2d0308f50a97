import type { RefreshTrouble } from './addons.ts'

/** What went wrong between us and a server, in one word for a switch, a log line or a message. */
export type Trouble =
  | 'name'
  | 'refused'
  | 'tls'
  | 'timeout'
  | 'too-large'
  | 'redirected'
  | 'truncated'
  | 'unreadable'
  | 'stopped'
  | `status-${number}`

/** Another program could not be asked, or its answer is no answer. The one error every network failure becomes. */
export class OutOfReach extends Error {
  readonly reason: Trouble
  /** the server's own clock, if it said */
  readonly serverTime: Date | undefined
  /** no connection came about: not a byte of the request has left this machine */
  readonly neverSent: boolean

  constructor(
    reason: Trouble,
    place: string,
    options: { cause?: unknown; serverTime?: Date | undefined; neverSent?: boolean } = {},
  ) {
    super(`${place} is out of reach: ${reason}`, { cause: options.cause })
    this.reason = reason
    this.serverTime = options.serverTime
    this.neverSent = options.neverSent ?? false
  }
}

/** Why the vendor's list could not be taken over; what was there before stays. */
export class NotRefreshed extends Error {
  readonly reason: RefreshTrouble

  constructor(reason: RefreshTrouble, detail: string, cause?: unknown) {
    super(detail, { cause })
    this.reason = reason
  }
}
