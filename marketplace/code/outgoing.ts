/** One request that the panel makes for an add-on, secrets already in place. */
export interface OutgoingRequest {
  method: string
  url: URL
  headers: Record<string, string>
  body: string | undefined
  /** an operator lets this add-on call that very address, also one of this network */
  isAllowed: boolean
  /** ms for all of it */
  deadline: number
  signal: AbortSignal
}

export type OutgoingReply =
  | { kind: 'answered'; status: number; headers: Record<string, string>; body: string }
  | { kind: 'failed'; because: 'private address' | 'late' | 'too large' | 'unreadable' | 'not reached' }

/** Asks once, follows nothing, and never throws. */
export type Outgoing = (request: OutgoingRequest) => Promise<OutgoingReply>
