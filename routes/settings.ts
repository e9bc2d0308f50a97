import { type Request, type Response, Router } from 'express'
import { actorOf } from '../marketplace/activity.ts'
import type { Installation } from '../marketplace/installations.ts'
import { gridOf, type GridName, gridNames } from '../marketplace/kinds.ts'
import { fieldsOf, type SettingField, type WantedSettings, wantedIn } from '../marketplace/settings.ts'
import type { SettingError } from '../marketplace/settings/checking.ts'
import { missingSetUp } from '../marketplace/settings/set-up.ts'
import type { SecretState } from '../marketplace/settings/standing.ts'
import { showProblem } from './middleware/errors.ts'
import { viewerOf } from './middleware/locals.ts'
import { asSpelled, grids } from './paths.ts'
import type { Services } from './services.ts'
import { comesBack } from './sessions/typed.ts'
import { fieldViews, inGroups, labelOf } from './settings/fields.ts'

type OneOf = Request<{ slug: string }>

/** The settings of one installed add-on: a form made of the schema in its signed manifest. */
export const settingRoutes = (services: Services): Router => {
  const router = Router(asSpelled)
  for (const grid of gridNames) {
    const { pattern } = grids[grid].settings
    router.get(pattern, async (req: OneOf, res) => {
      const found = await withFields(services, grid, req)
      if (!found) return showProblem(res, 404, 'not-found')
      const isBack = comesBack(req, services.paths.grid(grid).settings(found.installation.addon))
      const stored = { values: found.installation.settings, secrets: {} }
      const wanted = isBack ? wantedIn(found.fields, req.body) : stored
      await showForm(services, res, found, { wanted, errors: [] })
    })
    router.post(pattern, (req: OneOf, res) => save(services, grid, req, res))
  }
  return router
}

interface Found {
  grid: GridName
  installation: Installation
  schema: unknown
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
  const schema = placed?.release.manifest['settings']
  const fields = fieldsOf(schema)
  return fields.length > 0 ? { grid, installation, schema, fields } : undefined
}

const save = async (services: Services, grid: GridName, req: OneOf, res: Response) => {
  const found = await withFields(services, grid, req)
  if (!found) return showProblem(res, 404, 'not-found')
  const { addon, name } = found.installation
  const wanted = wantedIn(found.fields, (req.body ?? {}) as Record<string, unknown>)
  const saved = await services.manage.saveSettings(addon, wanted, actorOf(viewerOf(res)))
  switch (saved.kind) {
    case 'not installed':
      return showProblem(res, 404, 'not-found')
    case 'errors':
      return showForm(services, res.status(422), found, { wanted, errors: saved.errors })
    case 'unchanged':
      req.session.said = { key: 'settings.unchanged', values: { name } }
      return res.redirect(303, services.paths.grid(grid).list())
    case 'saved':
      req.session.said = {
        key: saved.unfinished ? 'settings.unfinished' : 'settings.saved',
        values: { name },
      }
      return res.redirect(303, services.paths.grid(grid).list())
  }
}

type Secrets = ReadonlyMap<string, SecretState>

/** What the form shows: what was typed, or what is stored. Never a secret, not even one that was typed a moment ago. */
interface Filled {
  wanted: WantedSettings
  errors: SettingError[]
}

const showForm = async (services: Services, res: Response, found: Found, { wanted, errors }: Filled) => {
  const { grid, installation, fields } = found
  const secrets = await services.addonSettings.secretsOf(installation.addon)
  const removed = Object.keys(wanted.secrets).filter(name => wanted.secrets[name] === null)
  const views = fieldViews({ fields, values: wanted.values, errors, secrets, removed }, res)
  res.render('settings/form', {
    grid,
    installation,
    groups: inGroups(views),
    wrong: views.filter(({ error }) => error !== null),
    missing: errors.length > 0 ? null : missingIn(found, secrets, res),
  })
}

/** The fields that keep the add-on from its work. */
const missingIn = ({ installation, schema, fields }: Found, secrets: Secrets, res: Response) => {
  const readable = [...secrets].flatMap(([name, state]) => (state === 'stored' ? [name] : []))
  const missing = missingSetUp(schema, installation.settings, readable).map(({ name }) => name)
  const labels = fields.filter(({ name }) => missing.includes(name)).map(labelOf)
  return labels.length > 0 ? res.locals.format.list(labels) : null
}
