import { type Request, type Response, Router } from 'express'
import { gridOf } from '../marketplace/kinds.ts'
import { may } from '../marketplace/permissions.ts'
import { isReached } from '../marketplace/reach.ts'
import { viewerOf } from './middleware/locals.ts'
import { failureWords } from './operations/view.ts'
import { addresses, asSpelled } from './paths.ts'
import type { Services } from './services.ts'

/** Where an operator looks when something is out of reach: each step of each way, the list's age, the disk, versions. */
export const statusRoutes = (services: Services): Router => {
  const show = async (_req: Request, res: Response) => {
    const { settings, addons, connection, code } = services
    const ways = settings.offline ? [] : await services.reach()
    res.render('status/show', {
      ways: ways.map(way => ({ ...way, fine: isReached(way) })),
      catalogue: await addons.standing(),
      connection: await connection.current(),
      failing: await failingOf(services, res),
      runner: await code.runner(),
      disk: await services.disk(),
      offline: settings.offline,
      safeMode: (await code.safeMode.state()).kind === 'on',
      versions: { souk: services.version, helpDesk: settings.helpDeskVersion, node: process.version },
    })
  }
  return Router(asSpelled).get(addresses.status.pattern, show)
}

/** Installed add-ons that do not work, each with the reason. */
const failingOf = async (services: Services, res: Response) => {
  const all = await services.installations.all()
  return all.flatMap(one => {
    const { addon: slug, name, kind, altered, failure } = one
    if (!altered && !failure) return []
    const grid = gridOf(kind)
    const why = altered || !failure ? null : failureWords(failure, services, res)
    return [{ slug, name, grid, why, mayOpen: may(viewerOf(res), grid) }]
  })
}
