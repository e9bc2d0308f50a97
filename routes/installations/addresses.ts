import type { Request, Response } from 'express'
import { actorOf } from '../../marketplace/activity.ts'
import type { Installation } from '../../marketplace/installations.ts'
import type { GridName } from '../../marketplace/kinds.ts'
import { textIn } from '../forms.ts'
import { viewerOf } from '../middleware/locals.ts'
import type { Services } from '../services.ts'

type Asked = [services: Services, grid: GridName, installation: Installation, req: Request, res: Response]

/** Which addresses an add-on may call beside those it declares, also in this network. */
export const showAddresses = async (...[services, grid, installation, , res]: Asked) => {
  const allowed = await services.code.allowed.of(installation.addon)
  await showForm(services, grid, installation, res, { typed: allowed.join('\n'), wrong: false })
}

export const saveAddresses = async (...[services, grid, installation, req, res]: Asked) => {
  const typed = textIn(req, 'addresses')
  const { addon, name } = installation
  const isSaved = await services.code.allowed.put(addon, typed, actorOf(viewerOf(res)))
  if (!isSaved) return showForm(services, grid, installation, res.status(422), { typed, wrong: true })
  req.session.said = { key: 'installations.addresses.saved', values: { name } }
  res.redirect(303, services.paths.grid(grid).details(addon))
}

const showForm = async (
  { code }: Services,
  grid: GridName,
  installation: Installation,
  res: Response,
  filled: { typed: string; wrong: boolean },
) => {
  const hosts = (await code.rightsOf(installation.addon))?.hosts ?? []
  res.render('installations/addresses', { grid, installation, hosts, ...filled })
}
