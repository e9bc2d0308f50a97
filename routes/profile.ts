import { type Request, type Response, Router } from 'express'
import { actorOf } from '../marketplace/activity.ts'
import { isTimeZone, type Profile, type Theme, themes, timeZones } from '../marketplace/operators.ts'
import { changeOwnPassword } from '../marketplace/own-password.ts'
import { lineIn, textIn } from './forms.ts'
import { viewerOf } from './middleware/locals.ts'
import { problemOfName } from './operators/form.ts'
import { addresses } from './paths.ts'
import type { Services } from './services.ts'

/** What each operator chooses for themselves. */
export const profileRoutes = (services: Services) => {
  const { operators, languages, paths } = services
  const router = Router({ caseSensitive: true, strict: true })

  const choices = (res: Response) => languages.choices(res.locals.revisions['installations'] ?? 0)

  const showForm = async (res: Response, form: Profile, errors: Record<string, string> = {}) =>
    res.render('profile/show', {
      form,
      errors,
      languages: await choices(res),
      themes,
      timeZones: timeZones(),
    })

  router.get(addresses.profile.pattern, async (_req, res) => {
    await showForm(res, viewerOf(res))
  })

  router.post(addresses.profile.pattern, async (req, res) => {
    const codes = (await choices(res)).map(({ code }) => code)
    const { form, errors } = readProfile(req, codes)
    if (Object.keys(errors).length > 0) return showForm(res.status(422), form, errors)

    await operators.setProfile(viewerOf(res).id, form)
    req.session.said = { key: 'profile.saved', values: {} }
    res.redirect(303, paths.profile())
  })

  router.get(addresses.profilePassword.pattern, (_req, res) => {
    res.render('profile/password', { errors: {} })
  })

  router.post(addresses.profilePassword.pattern, async (req, res) => {
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
  })

  return router
}

const readProfile = (req: Request, codes: string[]) => {
  const language = textIn(req, 'language')
  const form: Profile = {
    name: lineIn(req, 'name'),
    language: language === '' ? null : language,
    theme: themes.find((theme): theme is Theme => theme === textIn(req, 'theme')) ?? 'system',
    timeZone: textIn(req, 'timeZone'),
  }
  const errors: Record<string, string> = {
    ...problemOfName(form.name),
    ...(form.language !== null && !codes.includes(form.language) && { language: 'profile.language-gone' }),
    ...(!isTimeZone(form.timeZone) && { timeZone: 'profile.time-zone-wrong' }),
  }
  return { form, errors }
}
