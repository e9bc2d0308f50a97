import { type Request, type Response, Router } from 'express'
import { actorOf } from '../marketplace/activity.ts'
import { isTimeZone, timeZones } from '../marketplace/operators.ts'
import { policies } from '../marketplace/updates.ts'
import type { UpdateDefaults } from '../marketplace/updates/defaults.ts'
import { isWindow } from '../marketplace/updates/window.ts'
import { type FormErrors, hasAny, textIn } from './forms.ts'
import { viewerOf } from './middleware/locals.ts'
import { addresses, asSpelled } from './paths.ts'
import type { Services } from './services.ts'
import { comesBack } from './sessions/typed.ts'
import { isHours, policyIn } from './updates/policy.ts'

interface Form {
  policy: string
  waitHours: string
  /** hours of the day; both empty: at any hour */
  from: string
  until: string
  timeZone: string
  stops: boolean
}

/** What holds for the whole help desk: when add-ons are updated by themselves, and the clock that says so. */
export const panelSettingRoutes = (services: Services): Router => {
  const { manyUpdates, paths } = services

  const showForm = (res: Response, form: Form, errors: FormErrors = {}) =>
    res.render('settings-page/show', {
      form,
      errors,
      policies,
      hours: Array.from({ length: 24 }, (_, hour) => String(hour)),
      timeZones: timeZones(),
    })

  const show = async (req: Request, res: Response) =>
    showForm(res, comesBack(req, paths.panelSettings()) ? formIn(req) : formOf(await manyUpdates.defaults()))

  const save = async (req: Request, res: Response) => {
    const form = formIn(req)
    const { errors, defaults } = readForm(form)
    if (hasAny(errors)) return showForm(res.status(422), form, errors)
    await manyUpdates.setDefaults(defaults, actorOf(viewerOf(res)))
    req.session.said = { key: 'panel-settings.saved', values: {} }
    res.redirect(303, paths.panelSettings())
  }

  return Router(asSpelled)
    .get(addresses.panelSettings.pattern, show)
    .post(addresses.panelSettings.pattern, save)
}

const formOf = ({ policy, waitHours, window, timeZone, stopsAtFailure }: UpdateDefaults): Form => ({
  policy,
  waitHours: String(waitHours),
  from: window ? String(window.from) : '',
  until: window ? String(window.until) : '',
  timeZone,
  stops: stopsAtFailure,
})

const formIn = (req: Request): Form => ({
  policy: textIn(req, 'policy'),
  waitHours: textIn(req, 'waitHours').trim(),
  from: textIn(req, 'from'),
  until: textIn(req, 'until'),
  timeZone: textIn(req, 'timeZone'),
  stops: textIn(req, 'stops') === 'on',
})

const readForm = (form: Form): { errors: FormErrors; defaults: UpdateDefaults } => {
  const window = windowOf(form)
  const errors: FormErrors = {
    ...(!policyIn(form.policy) && { policy: 'update-policy.unknown' }),
    ...(!isHours(form.waitHours) && { waitHours: 'update-policy.wait-wrong' }),
    ...(typeof window === 'string' && { from: window }),
    ...(!isTimeZone(form.timeZone) && { timeZone: 'profile.time-zone-wrong' }),
  }
  return {
    errors,
    defaults: {
      policy: policyIn(form.policy) ?? 'ask',
      waitHours: Number(form.waitHours),
      window: typeof window === 'string' ? null : window,
      timeZone: form.timeZone,
      stopsAtFailure: form.stops,
    },
  }
}

/** The window, or the message that says what is wrong with it. */
const windowOf = ({ from, until }: Form) => {
  if (from === '' && until === '') return null
  if (from === '' || until === '') return 'panel-settings.window-half'
  const window = { from: Number(from), until: Number(until) }
  return isWindow(window) ? window : 'panel-settings.window-wrong'
}
