import type { Response } from 'express'
import { runsCode } from '../../marketplace/code/rights.ts'
import type { Installation } from '../../marketplace/installations.ts'
import { failureWords } from '../operations/view.ts'
import { shown } from '../operations/shown.ts'
import type { Services } from '../services.ts'

export interface Trouble {
  text: string
  /** the first line of it */
  line: string
  at: string
}

const most = 1000

/** Whether its code runs, and what went wrong last in it; what went wrong in a release that was put back is told as that. */
export const glanceAt = async ({ code, updates }: Services, { addon }: Installation) => {
  const { isLoaded, lastError } = await code.glance(addon)
  const { putBack } = await updates.wishesFor(addon)
  const isOfOther = lastError && putBack && lastError.at.toISOString() <= putBack.at
  if (!lastError || isOfOther) return { isLoaded, lastError: null }
  return { isLoaded, lastError: troubleOf(lastError.text, lastError.at.toISOString()) }
}

/** What went wrong last with an add-on: what it was switched off for, else its last error. */
export const lastErrorOf = async (
  services: Services,
  one: Installation,
  res: Response,
): Promise<Trouble | null> => {
  if (one.failure) return troubleOf(failureWords(one.failure, services, res), one.changedAt)
  return runsCode(one) ? (await glanceAt(services, one)).lastError : null
}

const troubleOf = (words: string, at: string): Trouble => {
  const text = shown(words).slice(0, most)
  return { text, line: text.split('\n')[0] ?? '', at }
}
