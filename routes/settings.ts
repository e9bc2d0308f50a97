import { type Request, type Response, Router } from 'express'
import { actorOf } from '../marketplace/activity.ts'
import type { Installation, SettingValues } from '../marketplace/installations.ts'
import { gridOf, type GridName, gridNames } from '../marketplace/kinds.ts'
import { fieldsOf, type SettingField, valuesIn } from '../marketplace/settings.ts'
import type { SettingError } from '../marketplace/settings/checking.ts'
import { showProblem } from './middleware/errors.ts'
import { viewerOf } from './middleware/locals.ts'
import { grids } from './paths.ts'
import type { Services } from './services.ts'

type OneOf = Request<{ slug: string }>

/** The settings of one installed add-on: a form made of the schema in its signed manifest. */
export const settingRoutes = (services: Services): Router => {
  const router = Router({ caseSensitive: true })
  for (const grid of gridNames) {
    const { pattern } = grids[grid].settings
    router.get(pattern, async (req: OneOf, res) => {
      const found = await withFields(services, grid, req)
      if (!found) return showProblem(req, res, 404, 'not-found')
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
  if (!found) return showProblem(req, res, 404, 'not-found')
  const { addon, name } = found.installation
  const values = valuesIn(found.fields, (req.body ?? {}) as Record<string, unknown>)
  const outcome = await services.manage.saveSettings(addon, values, actorOf(viewerOf(res)))
  switch (outcome.kind) {
    case 'not installed':
      return showProblem(req, res, 404, 'not-found')
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

const fieldView = (field: SettingField, values: SettingValues, errors: SettingError[], res: Response) => {
  const { t } = res.locals
  const { property } = field
  const value = values[field.name]
  const error = errors.find(({ name }) => name === field.name)
  const chosen = Array.isArray(value) ? value : [value]
  const choices =
    property.type === 'string' ? property.enum : property.type === 'array' ? property.items.enum : undefined
  return {
    id: `setting-${field.name}`,
    kind: choices ? (property.type === 'array' ? 'several' : 'one') : property.type,
    label: field.required ? field.label : t('settings.optional', { label: field.label }),
    bare: field.label,
    help: field.help ?? null,
    required: field.required,
    value: Array.isArray(value)
      ? value.join('\n')
      : typeof value === 'number'
        ? String(value)
        : (value ?? ''),
    items: (choices ?? []).map(one => ({ value: one, text: one, checked: chosen.includes(one) })),
    format: property.type === 'string' ? (property.format ?? null) : null,
    minimum: property.type === 'integer' || property.type === 'number' ? property.minimum : undefined,
    maximum: property.type === 'integer' || property.type === 'number' ? property.maximum : undefined,
    maxLength: property.type === 'string' ? property.maxLength : undefined,
    error: error ? t(`settings.error.${error.code}`, { label: field.label, limit: error.limit }) : null,
  }
}
