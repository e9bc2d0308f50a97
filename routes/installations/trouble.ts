import type { Response } from 'express'
import { runsCode } from '../../marketplace/code/rights.ts'
import type { Installation } from '../../marketplace/installations.ts'
import { failureWords } from '../operations/view.ts'
import type { Services } from '../services.ts'

export interface Trouble {
  text: string
  at: string
}

const most = 300

/** What went wrong last with an add-on's code: what it was switched off for, else its last error. */
export const lastErrorOf = async (
  services: Services,
  one: Installation,
  res: Response,
): Promise<Trouble | null> => {
  if (one.failure) return { text: failureWords(one.failure, services, res), at: one.changedAt }
  if (!runsCode(one)) return null
  const { lastError } = await services.code.glance(one.addon)
  return lastError ? { text: lastError.text.slice(0, most), at: lastError.at.toISOString() } : null
}
