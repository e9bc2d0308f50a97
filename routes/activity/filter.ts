import type { Request } from 'express'
import type { ActivityFilter } from '../../marketplace/activity.ts'
import { dayAfter, startOfDay } from '../../marketplace/days.ts'

/** The filters as they stand in the address; `from` and `to` are days, both included. */
export interface Wish {
  operator: string
  act: string
  addon: string
  from: string
  to: string
  page: number
}

export const wishIn = ({ query }: Request): Wish => {
  const text = (name: string) => {
    const value = query[name]
    return typeof value === 'string' ? value.slice(0, 120) : ''
  }
  const page = Number(text('page'))
  return {
    operator: text('operator'),
    act: text('act'),
    addon: text('addon'),
    from: dayOrNothing(text('from')),
    to: dayOrNothing(text('to')),
    page: Number.isSafeInteger(page) && page > 0 ? page : 1,
  }
}

/** A day is the operator's day: it begins when it begins in the operator's time zone. */
export const filterOf = ({ operator, act, addon, from, to }: Wish, timeZone: string): ActivityFilter => ({
  operator,
  act,
  addon,
  from: startOfDay(from, timeZone)?.toISOString(),
  to: startOfDay(dayAfter(to), timeZone)?.toISOString(),
})

const dayOrNothing = (text: string) => (startOfDay(text, 'UTC') ? text : '')
