import { Router } from 'express'
import type { Request, Response } from 'express'
import type { Person } from '../accounts/people.ts'
import { signIn } from '../accounts/sign-in.ts'
import { checkToken, readForm } from './middleware/forms.ts'
import { showPage } from './pages.ts'
import type { Services } from './services.ts'
import type { Sessions } from './sessions.ts'
import { ownPage } from './visits.ts'

export const signInRoutes = (services: Services, sessions: Sessions) => {
  const { paths } = services
  const action = paths.signIn
  const nextIn = (page: unknown) => ownPage(typeof page === 'string' ? page : '', services.publicUrl)

  const showSignIn = async (req: Request, res: Response) => {
    const person = await sessions.personOf(req, res)
    const next = nextIn(req.query['next'])
    if (person) return res.redirect(303, next)
    return showPage(services, { req, res, person }, 'sign-in/page.njk', { ...emptyForm, action, next })
  }

  const takeSignIn = async (req: Request, res: Response) => {
    const before = await sessions.personOf(req, res)
    checkToken(req, services.vault, before?.id)
    const next = nextIn(readForm(req)['next'])
    const outcome = await attemptSignIn(services, req, res)
    if ('person' in outcome) {
      await sessions.start(req, res, outcome.person)
      return res.redirect(303, next)
    }
    return showPage(services, { req, res, person: before }, 'sign-in/page.njk', {
      ...outcome.form,
      action,
      next,
    })
  }

  const signOut = async (req: Request, res: Response) => {
    const person = await sessions.personOf(req, res)
    checkToken(req, services.vault, person?.id)
    await sessions.end(req, res)
    return showPage(services, { req, res, person: undefined }, 'logout/done.njk', signedOutPage)
  }

  return Router()
    .get('/sign-in', showSignIn)
    .post('/sign-in', takeSignIn)
    .get('/sign-out', (_, res) => res.redirect(303, paths.account))
    .post('/sign-out', signOut)
}

export const signedOutPage = {
  title: 'You are signed out',
  entry: true,
  text: 'This browser has no session with the client area any more. Connected help desks stay connected.',
  link: 'Sign in again',
}

export const emptyForm = { title: 'Sign in', entry: true, email: '', errors: {}, problem: '', helpDesk: '' }
type Form = typeof emptyForm & { errors: { email?: string; password?: string } }

/** Reads the sign-in form and tries it; what is wrong comes back as the same form with its status set. */
export const attemptSignIn = async (
  services: Services,
  req: Request,
  res: Response,
): Promise<{ person: Person } | { form: Form }> => {
  const { email = '', password = '' } = readForm(req)
  const errors = {
    ...(/^\S+@\S+$/.test(email.trim()) ? {} : { email: 'Enter your e-mail address.' }),
    ...(password === '' ? { password: 'Enter your password.' } : {}),
  }
  if (Object.keys(errors).length > 0 || email.length > 320 || password.length > 200)
    return refusal(res, 422, { email, errors })

  const outcome = await signIn(services, { email, password, address: req.ip ?? 'unknown' })
  if (outcome.kind === 'signed in') return { person: outcome.person }
  services.log.info({ address: req.ip }, `A sign-in was refused: ${outcome.kind}`)
  if (outcome.kind === 'wrong')
    return refusal(res, 422, { email, problem: 'The e-mail address or the password is wrong.' })
  res.set('Retry-After', String(outcome.seconds))
  return refusal(res, 429, { email, problem: tooMany(outcome.seconds) })
}

const refusal = (res: Response, status: number, changes: Partial<Form>) => {
  res.status(status)
  return { form: { ...emptyForm, ...changes } }
}

const tooMany = (seconds: number) => {
  const minutes = Math.ceil(seconds / 60)
  return `Too many attempts. Try again in ${minutes === 1 ? 'one minute' : `${minutes} minutes`}.`
}
