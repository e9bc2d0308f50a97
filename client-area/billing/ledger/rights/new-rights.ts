import { randomUUID } from 'node:crypto'
import { endOfPeriod, isRecurring } from '../../calendar.ts'
import type { Order, Right } from '../../records.ts'

/** The right that a licence gets, as it begins. */
export const newRight = (
  { licenceId, accountId, addon }: Pick<Right, 'licenceId' | 'accountId' | 'addon'>,
  at: string,
): Right => ({
  id: randomUUID(),
  licenceId,
  accountId,
  addon,
  kind: 'free',
  cycle: null,
  currency: null,
  net: null,
  since: at,
  anchor: null,
  periods: 0,
  paidUntil: null,
  endsAt: null,
  endedAt: null,
  endedBecause: null,
  newNetFrom: null,
  newNet: null,
  major: null,
  revision: 1,
  ...inUse,
})

/** Of a right that may be used, and owes nothing. */
export const inUse = { state: 'active', pastDueSince: null, usableUntil: null } as const

/** What a paid order brings; its first period begins with the payment. */
export const boughtRight = (order: Order, net: number, at: string): Right => ({
  ...newRight(order, at),
  kind: isRecurring(order.cycle) ? 'recurring' : 'one-time',
  cycle: order.cycle,
  currency: order.currency,
  net,
  anchor: at,
  periods: 1,
  paidUntil: paidUntil(order.cycle, at, 1),
  major: isRecurring(order.cycle) ? null : order.major,
})

/** When the paid periods end; null: never. */
export const paidUntil = (cycle: Right['cycle'], anchor: string, periods: number) =>
  cycle !== null && isRecurring(cycle) ? endOfPeriod(anchor, cycle, periods) : null
