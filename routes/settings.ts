import { type Request, type Response, Router } from 'express'
import { actorOf } from '../marketplace/activity.ts'
import type { Installation, SettingValues } from '../marketplace/installations.ts'
import { gridOf, type GridName, gridNames } from '../marketplace/kinds.ts'
import { fieldsOf, type SettingField, valuesIn } from '../marketplace/settings.ts'
import type { SettingError } from '../marketplace/settings/checking.ts'
import { showProblem } from './middleware/errors.ts'
import { viewerOf } from './middleware/locals.ts'
import { asSpelled, grids } from './paths.ts'
import type { Services } from './services.ts'
import { fieldView } from './settings/fields.ts'

type OneOf = Request<{ slug: string }>

/** The settings of one installed add-on: a form made of the schema in its signed manifest. */
export const settingRoutes = (services: Services): Router => {
  const router = Router(asSpelled)
  for (const grid of gridNames) {
    const { pattern } = grids[grid].settings
    router.get(pattern, async (req: OneOf, res) => {
      const found = await withFields(services, grid, req)
      if (!found) return showProblem(res, 404, 'not-found')
      showForm(res, grid, found, found.installation.settings, [])
    })
    router.post(pattern, (req: OneOf, res) => save(services, grid, req, res))
  }
  return router
}

interface Found {
  installation: Installation
  fields: SettingField[]
}

const withFields = async (
  { installations }: Services,
  grid: GridName,
  req: OneOf,
): Promise<Found | undefined> => {
  const installation = await installations.find(req.params.slug)
  if (!installation || gridOf(installation.kind) !== grid) return undefined
  const placed = await installations.release(installation.addon, installation.version)
  const fields = fieldsOf(placed?.release.manifest['settings'])
  return fields.length > 0 ? { installation, fields } : undefined
}

const save = async (services: Services, grid: GridName, req: OneOf, res: Response) => {
  const found = await withFields(services, grid, req)
  if (!found) return showProblem(res, 404, 'not-found')
  const { addon, name } = found.installation
  const values = valuesIn(found.fields, (req.body ?? {}) as Record<string, unknown>)
  const outcome = await services.manage.saveSettings(addon, values, actorOf(viewerOf(res)))
  switch (outcome.kind) {
    case 'not installed':
      return showProblem(res, 404, 'not-found')
    case 'errors':
      return showForm(res.status(422), grid, found, values, outcome.errors)
    case 'saved':
      req.session.said = { key: 'settings.saved', values: { name } }
      return res.redirect(303, services.paths.grid(grid).list())
  }
}

const showForm = (
  res: Response,
  grid: GridName,
  { installation, fields }: Found,
  values: SettingValues,
  errors: SettingError[],
) =>
  res.render('settings/form', {
    grid,
    installation,
    fields: fields.map(field => fieldView(field, values, errors, res)),
  })
