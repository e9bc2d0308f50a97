import { type Request, type Response, Router } from 'express'
import { actorOf } from '../marketplace/activity.ts'
import type { Failure } from '../marketplace/failures.ts'
import type { Managed } from '../marketplace/installations/managing.ts'
import { type GridName, gridNames, gridOf } from '../marketplace/kinds.ts'
import { ownPath, textIn } from './forms.ts'
import { english } from './installations/built-in.ts'
import { addCode } from './installations/code.ts'
import { showDetails } from './installations/details.ts'
import { impactWords } from './installations/impact.ts'
import { named, type OneOf } from './installations/named.ts'
import { oneRow, rowsOf } from './installations/rows.ts'
import { showProblem } from './middleware/errors.ts'
import { viewerOf } from './middleware/locals.ts'
import { failureWords } from './operations/view.ts'
import { addresses, asSpelled, grids } from './paths.ts'
import type { Services } from './services.ts'

// Switching on and off is quick: the reply waits for it. What takes longer has the operation's own page.
const heldMs = 5_000

/** The three Manage grids, alike but for the kind of add-on, and Install. */
export const installationRoutes = (services: Services): Router => {
  const router = Router(asSpelled)
  router.post(addresses.installation.pattern, (req, res) => install(services, req, res))
  for (const grid of gridNames) {
    addGrid(router, services, grid)
    addCode(router, services, grid)
  }
  router.post(addresses.languageDefault.pattern, (req, res) => makeDefault(services, req, res))
  return router
}

const addGrid = (router: Router, services: Services, grid: GridName) => {
  const { manage } = services
  const to = grids[grid]
  const actor = (res: Response) => actorOf(viewerOf(res))

  router.get(to.list.pattern, (_req, res) => showGrid(services, grid, res))
  router.get(to.details.pattern, async (req: OneOf, res) => {
    const installation = await named(services, grid, req)
    if (!installation) return showProblem(res, 404, 'not-found')
    await showDetails(services, grid, installation, res)
  })
  router.get(to.deactivation.pattern, async (req: OneOf, res) => {
    const installation = await named(services, grid, req)
    if (!installation) return showProblem(res, 404, 'not-found')
    const { isDefault } = await oneRow(services, installation, res)
    const impact = await impactWords(services, installation, res)
    res.render('installations/deactivate', { grid, installation, isDefault, impact })
  })
  router.get(to.uninstallation.pattern, async (req: OneOf, res) => {
    const installation = await named(services, grid, req)
    if (!installation) return showProblem(res, 404, 'not-found')
    const { isDefault } = await oneRow(services, installation, res)
    const right = await services.entitlements.latestFor(req.params.slug)
    res.render('installations/uninstall', {
      grid,
      installation,
      isDefault,
      impact: await impactWords(services, installation, res),
      billed: right?.nextCharge ?? null,
    })
  })

  const post = (pattern: string, act: (slug: string, req: OneOf, res: Response) => Promise<Managed>) =>
    router.post(pattern, async (req: OneOf, res: Response) => {
      if (!(await named(services, grid, req))) return showProblem(res, 404, 'not-found')
      await answer(services, grid, await act(req.params.slug, req, res), req, res)
    })
  post(to.activation.pattern, (slug, _req, res) => manage.activate(slug, actor(res)))
  post(to.deactivation.pattern, (slug, _req, res) => manage.deactivate(slug, actor(res)))
  post(to.repair.pattern, (slug, _req, res) => manage.repair(slug, actor(res)))
  router.post(to.uninstallation.pattern, async (req: OneOf, res) => {
    const one = (await named(services, grid, req)) ?? (await services.leftover(req.params.slug))
    if (!one || gridOf(one.kind) !== grid) return showProblem(res, 404, 'not-found')
    const data = textIn(req, 'data') === 'delete' ? 'delete' : 'keep'
    await answer(services, grid, await manage.uninstall(req.params.slug, data, actor(res)), req, res)
  })
}

const showGrid = async (services: Services, grid: GridName, res: Response, problem?: Failure) =>
  res.render('installations/index', {
    grid,
    rows: await rowsOf(services, grid, res),
    problem: problem && failureWords(problem, services, res),
  })

/** A change that has ended leads back to the grid and says so; one that goes on has its own page. */
const answer = async (services: Services, grid: GridName, managed: Managed, req: Request, res: Response) => {
  const { paths, operations } = services
  switch (managed.kind) {
    case 'not installed':
      return showProblem(res, 404, 'not-found')
    case 'refused':
      return showGrid(services, grid, res.status(409), managed.why)
    case 'nothing to do':
      return res.redirect(303, paths.grid(grid).list())
    case 'begun': {
      const { id, kind, name } = managed.operation
      const operation = await operations.ended(id, kind === 'repair' ? 0 : heldMs)
      if (operation?.state !== 'done' || operation.failure) return res.redirect(303, paths.operation(id))
      req.session.said = { key: `operations.${kind}.done`, values: { name } }
      return res.redirect(303, ownPath(textIn(req, 'returnTo'), services) ?? paths.grid(grid).list())
    }
  }
}

const makeDefault = async (services: Services, req: OneOf, res: Response) => {
  const { slug } = req.params
  const chosen = await services.manage.makeDefault(slug === english ? null : slug, actorOf(viewerOf(res)))
  if (chosen.kind === 'not installed') return showProblem(res, 404, 'not-found')
  if (chosen.kind === 'refused') return showGrid(services, 'languages', res.status(409), chosen.why)
  req.session.said = { key: 'installations.default-chosen', values: { name: chosen.name } }
  res.redirect(303, services.paths.grid('languages').list())
}

const install = async (services: Services, req: OneOf, res: Response) => {
  const { paths } = services
  const addon = await services.addons.find(req.params.slug)
  if (!addon) return showProblem(res, 404, 'not-found')
  const version = textIn(req, 'version') || undefined
  const outcome = await services.install(addon, viewerOf(res), undefined, version)
  if (outcome.kind !== 'refused') return res.redirect(303, paths.operation(outcome.operation.id))
  res.status(409).render('installations/refused', { addon, why: failureWords(outcome.why, services, res) })
}
