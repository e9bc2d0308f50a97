import type { Response } from 'express'
import type { Installation } from '../../marketplace/installations.ts'
import { type Impact, impactOf } from '../../marketplace/installations/impact.ts'
import type { Services } from '../services.ts'

/** What stops when it is switched off, one sentence each. */
export const impactWords = async (services: Services, one: Installation, res: Response) => {
  const impacts = await impactOf(services, one, await services.code.rightsOf(one.addon))
  return impacts.map(impact => sentence(services, one, impact, res))
}

const sentence = (
  { settings, paths }: Services,
  { addon, name }: Installation,
  impact: Impact,
  { locals: { t } }: Response,
) => {
  const key = `installations.impact.${impact.kind}`
  switch (impact.kind) {
    case 'open-conversations':
    case 'waiting-replies':
      return t(key, { name, count: impact.count })
    case 'public-address':
      return t(key, { url: settings.publicUrl.origin + paths.hook(addon) })
    case 'schedule':
      return t(key, { schedule: impact.schedule })
  }
}
