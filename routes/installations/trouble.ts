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

/** Whether its code runs, and what went wrong last in it. */
export const glanceAt = async ({ code }: Services, { addon }: Installation) => {
  const { isLoaded, lastError } = await code.glance(addon)
  return { isLoaded, lastError: lastError ? troubleOf(lastError.text, lastError.at.toISOString()) : null }
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
