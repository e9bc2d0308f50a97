import type { Services } from '../services.ts'
import type { Caller } from '../bearer.ts'
import { ApiProblem } from './problems.ts'

/** How often a minute a licence may ask for something that costs us work or somebody money. */
const perMinute = { quotes: 240, purchases: 60, changes: 120 }
export type Limited = keyof typeof perMinute

/** Counted for each licence, not for each token: a new token must not bring a new allowance. */
export const checkLimit = async ({ attempts }: Services, { licence }: Caller, limited: Limited) => {
  const limit = { attempts: perMinute[limited], minutes: 1 }
  const seconds = await attempts.count(`api ${limited} ${licence.id}`, limit)
  if (seconds > 0)
    throw new ApiProblem('too_many_requests', `Ask again in ${seconds} s.`, {
      'Retry-After': String(seconds),
    })
}
