import { type Request, type Response, Router } from 'express'
import { actorOf } from '../marketplace/activity.ts'
import { isTimeZone, type Profile, type Theme, themes, timeZones } from '../marketplace/operators.ts'
import { changeOwnPassword } from '../marketplace/own-password.ts'
import { type FormErrors, hasAny, lineIn, textIn } from './forms.ts'
import { viewerOf } from './middleware/locals.ts'
import { problemOfName } from './operators/form.ts'
import { addresses, asSpelled } from './paths.ts'
import type { Services } from './services.ts'
import { comesBack } from './sessions/typed.ts'

/** What each operator chooses for themselves. */
export const profileRoutes = (services: Services): Router => {
  const { operators, languages, paths } = services

  const choices = (res: Response) => languages.choices(res.locals.revisions['installations'] ?? 0)

  const showForm = async (res: Response, form: Profile, errors: FormErrors = {}) =>
    res.render('profile/show', {
      form,
      errors,
      languages: await choices(res),
      themes,
      timeZones: timeZones(),
    })

  const show = (req: Request, res: Response) =>
    showForm(res, comesBack(req, paths.profile()) ? readProfile(req, []).form : viewerOf(res))

  const save = async (req: Request, res: Response) => {
    const codes = (await choices(res)).map(({ code }) => code)
    const { form, errors } = readProfile(req, codes)
    if (hasAny(errors)) return showForm(res.status(422), form, errors)

    await operators.setProfile(viewerOf(res).id, form)
    req.session.said = { key: 'profile.saved', values: {} }
    res.redirect(303, paths.profile())
  }

  const askForPassword = (_req: Request, res: Response) => {
    res.render('profile/password', { errors: {} })
  }

  const changePassword = async (req: Request, res: Response) => {
    const viewer = viewerOf(res)
    const asked = { email: viewer.email, by: actorOf(viewer), keptSession: req.sessionID }
    const outcome = await changeOwnPassword(
      { ...asked, current: textIn(req, 'current'), password: textIn(req, 'password') },
      services,
    )
    if (outcome.kind === 'refused')
      return res.status(422).render('profile/password', { errors: outcome.problems })
    req.session.said = { key: 'profile.password-changed', values: {} }
    res.redirect(303, paths.profile())
  }

  return Router(asSpelled)
    .get(addresses.profile.pattern, show)
    .post(addresses.profile.pattern, save)
    .get(addresses.profilePassword.pattern, askForPassword)
    .post(addresses.profilePassword.pattern, changePassword)
}

const readProfile = (req: Request, codes: string[]) => {
  const language = textIn(req, 'language')
  const form: Profile = {
    name: lineIn(req, 'name'),
    language: language === '' ? null : language,
    theme: themes.find((theme): theme is Theme => theme === textIn(req, 'theme')) ?? 'system',
    timeZone: textIn(req, 'timeZone'),
    shortcuts: textIn(req, 'shortcuts') !== '',
  }
  const errors: FormErrors = {
    ...problemOfName(form.name),
    ...(form.language !== null && !codes.includes(form.language) && { language: 'profile.language-gone' }),
    ...(!isTimeZone(form.timeZone) && { timeZone: 'profile.time-zone-wrong' }),
  }
  return { form, errors }
}
