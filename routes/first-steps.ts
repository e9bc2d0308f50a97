import { type Request, type Response, Router } from 'express'
import { type FirstStep, firstStepsFor, type Standing } from '../marketplace/first-steps.ts'
import { viewerOf } from './middleware/locals.ts'
import { addresses, asSpelled } from './paths.ts'
import type { Services } from './services.ts'

/** Hides the steps of a new help desk from the operator who asks for it. */
export const firstStepRoutes = (services: Services): Router => {
  const hide = async (req: Request, res: Response) => {
    await services.firstSteps.hide(viewerOf(res).id)
    req.session.said = { key: 'first-steps.hidden', values: {} }
    res.redirect(303, services.paths.home())
  }

  return Router(asSpelled).post(addresses.firstSteps.pattern, hide)
}

/** The steps of the operator who looks, for the page on which they land: none once all are done, or when they are hidden. */
export const firstStepsShown = async (services: Services, res: Response) => {
  if (viewerOf(res).hidesFirstSteps) return []
  const steps = await allFirstSteps(services, res)
  return steps.every(({ done }) => done) ? [] : steps
}

/** The steps of the operator who looks, with the page on which each is taken. */
export const allFirstSteps = async (services: Services, res: Response) => {
  const steps = firstStepsFor(viewerOf(res), await standing(services, res))
  return steps.map(step => ({ ...step, href: placeOf(step, services) }))
}

// read again only when a revision has moved: these steps stand on the page that is asked for most
const standings = new WeakMap<Services, { at: string; standing: Promise<Standing> }>()

const standing = (services: Services, { locals: { revisions } }: Response) => {
  const at = [revisions['installations'], revisions['connection'], revisions['settings']].join()
  const known = standings.get(services)
  if (known?.at === at) return known.standing
  const fresh = readStanding(services, revisions['installations'])
  standings.set(services, { at, standing: fresh })
  // what could not be read is not remembered
  fresh.catch(() => standings.delete(services))
  return fresh
}

const readStanding = async (services: Services, revision: number | undefined): Promise<Standing> => {
  const { connection, installations, addonSettings, firstSteps } = services
  return {
    ...(await firstSteps.beginnings()),
    connected: (await connection.current()) !== null,
    installed: await installations.all(),
    unfinished: await addonSettings.unfinished(revision),
  }
}

const placeOf = ({ name, addon }: FirstStep, { paths }: Services) => {
  switch (name) {
    case 'login':
      return `${paths.addons()}#client-area`
    case 'channel':
      return paths.withQuery(paths.addons(), { kind: 'channel' })
    case 'set-up':
      return addon ? paths.grid(addon.grid).settings(addon.slug) : paths.home()
    case 'operator':
      return paths.newOperator()
    case 'backup':
      return `${paths.help()}#backup`
  }
}
