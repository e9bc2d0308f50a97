import { type Request, type Response, Router } from 'express'
import { isReached } from '../marketplace/reach.ts'
import { addresses, asSpelled } from './paths.ts'
import type { Services } from './services.ts'

/** Where an operator looks when something is out of reach: each step of each way, the list's age, the disk, versions. */
export const statusRoutes = (services: Services): Router => {
  const show = async (_req: Request, res: Response) => {
    const { settings, addons, installations, connection } = services
    const ways = settings.offline ? [] : await services.reach()
    res.render('status/show', {
      ways: ways.map(way => ({ ...way, fine: isReached(way) })),
      catalogue: await addons.standing(),
      connection: await connection.current(),
      failing: (await installations.all()).filter(({ altered, failure }) => altered || failure),
      disk: await services.disk(),
      offline: settings.offline,
      safeMode: services.code.safeMode.isOn(),
      versions: { souk: services.version, helpDesk: settings.helpDeskVersion, node: process.version },
    })
  }
  return Router(asSpelled).get(addresses.status.pattern, show)
}
