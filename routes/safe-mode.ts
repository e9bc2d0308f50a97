import { type Request, type Response, Router } from 'express'
import { actorOf } from '../marketplace/activity.ts'
import type { SafeModeExit, SafeModeState } from '../marketplace/code/safe-mode.ts'
import { runsCode } from '../marketplace/code/rights.ts'
import { gridOf } from '../marketplace/kinds.ts'
import { may } from '../marketplace/permissions.ts'
import { textIn } from './forms.ts'
import { viewerOf } from './middleware/locals.ts'
import { lastErrorOf } from './installations/trouble.ts'
import { addresses, asSpelled } from './paths.ts'
import type { Services } from './services.ts'

const exits = new Map<string, SafeModeExit>([
  ['before', 'as before'],
  ['now', 'as now'],
])

/** Safe mode: why it is on, what each add-on did last, and the two ways out. */
export const safeModeRoutes = (services: Services): Router => {
  const { code, paths } = services

  const show = async (_req: Request, res: Response) => render(services, res, false)

  const change = async (req: Request, res: Response) => {
    const actor = actorOf(viewerOf(res))
    const exit = exits.get(textIn(req, 'exit'))
    const isOn = textIn(req, 'mode') === 'on'
    if (!exit && !isOn) return render(services, res.status(422), true)
    const key = exit ? leftKeys[await code.safeMode.off(exit, actor)] : 'safe-mode.said.on'
    if (!exit) await code.safeMode.on(actor)
    req.session.said = { key, values: {} }
    res.redirect(303, paths.safeMode())
  }

  const { pattern } = addresses.safeMode
  return Router(asSpelled).get(pattern, show).post(pattern, change)
}

const leftKeys = {
  done: 'safe-mode.said.off',
  'was off': 'safe-mode.said.off',
  'kept on': 'safe-mode.said.kept-on',
}

const render = async (services: Services, res: Response, wrong: boolean) => {
  const state = await services.code.safeMode.state()
  res.render('safe-mode/show', {
    state,
    wrong,
    isSet: services.settings.safeMode,
    addons: await addonsIn(state, services, res),
  })
}

/** Every add-on that runs code, with what it did last. */
const addonsIn = async (state: SafeModeState, services: Services, res: Response) => {
  const ran = state.kind === 'on' ? state.ran : []
  const all = (await services.installations.all()).filter(runsCode)
  return Promise.all(
    all.map(async one => ({
      slug: one.addon,
      name: one.name,
      grid: gridOf(one.kind),
      mayOpen: may(viewerOf(res), gridOf(one.kind)),
      active: one.active,
      ran: ran.includes(one.addon),
      lastError: await lastErrorOf(services, one, res),
    })),
  )
}
