import type { Money } from './records.ts'

/** How the gateway answered: `processing` and `action required` become one of the others later. */
export type GatewayState = 'succeeded' | 'declined' | 'action required' | 'processing'

export interface NewCard {
  token: string
  brand: string
  last4: string
  expires: string
}

export type CardRead =
  | { kind: 'card'; card: NewCard }
  | { kind: 'wrong'; field: 'number' | 'expires'; problem: CardProblem; why: string }

/** What is wrong with a card as it was typed; pages say it in their language, `why` is for logs and commands. */
export type CardProblem = 'no number' | 'not a card' | 'not a test card' | 'no month' | 'expired'

/** What takes money from cards. It knows a charge by our reference: asked twice, it charges once. */
export interface PaymentGateway {
  /** Takes a card in and answers with a token; the number is forgotten. */
  read: (typed: { number: string; expires: string }, now: Date) => CardRead
  charge: (charge: Money & { reference: string; token: string }) => Promise<GatewayState>
  /** what became of a charge; undefined: it never arrived */
  find: (reference: string) => Promise<GatewayState | undefined>
  /** the card's owner answered the bank's question */
  confirm: (reference: string, agrees: boolean) => Promise<GatewayState>
  /** what was under way is decided now, as a bank does overnight */
  settle: (reference: string) => Promise<GatewayState>
  /** Gives back until `total` of the charge is given back: asked twice, it gives back once. */
  refund: (refund: { reference: string; total: number }) => Promise<void>
}
