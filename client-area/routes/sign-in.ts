import { Router } from 'express'
import type { Request, Response } from 'express'
import type { Person } from '../accounts/people.ts'
import { signIn } from '../accounts/sign-in.ts'
import type { Speech } from '../speech.ts'
import { checkToken, readForm } from './middleware/forms.ts'
import { keepLanguage } from './middleware/languages.ts'
import { type Asking, askingOf, showPage } from './pages.ts'
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
    const asking = askingOf(req, res, person)
    return showPage(services, asking, 'sign-in/page.njk', { ...formIn(asking), action, next })
  }

  const takeSignIn = async (req: Request, res: Response) => {
    const before = await sessions.personOf(req, res)
    checkToken(req, services.vault, before?.id)
    const next = nextIn(readForm(req)['next'])
    const asking = askingOf(req, res, before)
    const outcome = await attemptSignIn(services, asking)
    if ('person' in outcome) {
      await sessions.start(req, res, outcome.person)
      return res.redirect(303, next)
    }
    return showPage(services, asking, 'sign-in/page.njk', { ...outcome.form, action, next })
  }

  const signOut = async (req: Request, res: Response) => {
    const person = await sessions.personOf(req, res)
    checkToken(req, services.vault, person?.id)
    await sessions.end(req, res)
    const asking = askingOf(req, res, undefined)
    return showPage(services, asking, 'logout/done.njk', signedOutPage(asking.speech))
  }

  return Router()
    .get('/sign-in', showSignIn)
    .post('/sign-in', takeSignIn)
    .get('/sign-out', (_, res) => res.redirect(303, paths.account))
    .post('/sign-out', signOut)
}

export const signedOutPage = ({ t }: Speech) => ({ title: t('sessions.signed-out'), entry: true })

interface Form {
  title: string
  entry: true
  email: string
  errors: { email?: string; password?: string }
  problem: string
  helpDesk: string
}

/** The sign-in form with nothing in it. */
export const formIn = ({ speech }: Asking): Form => ({
  title: speech.t('sessions.title'),
  entry: true,
  email: '',
  errors: {},
  problem: '',
  helpDesk: '',
})

/** Reads the sign-in form and tries it; what is wrong comes back as the same form with its status set. */
export const attemptSignIn = async (
  services: Services,
  asking: Asking,
): Promise<{ person: Person } | { form: Form }> => {
  const { req, res, speech } = asking
  const { email = '', password = '' } = readForm(req)
  const errors = {
    ...(/^\S+@\S+$/.test(email.trim()) ? {} : { email: speech.t('sessions.email-missing') }),
    ...(password === '' ? { password: speech.t('sessions.password-missing') } : {}),
  }
  if (Object.keys(errors).length > 0 || email.length > 320 || password.length > 200)
    return refusal(asking, 422, { email, errors })

  const outcome = await signIn(services, { email, password, address: req.ip ?? 'unknown' })
  if (outcome.kind === 'signed in') return welcome(asking, outcome.person)
  services.log.info({ address: req.ip }, `A sign-in was refused: ${outcome.kind}`)
  if (outcome.kind === 'wrong') return refusal(asking, 422, { email, problem: speech.t('sessions.wrong') })
  res.set('Retry-After', String(outcome.seconds))
  const minutes = Math.ceil(outcome.seconds / 60)
  return refusal(asking, 429, { email, problem: speech.t('sessions.too-many', { minutes }) })
}

// pages before the next sign-in, and those of an error, are in the person's language, too
const welcome = ({ req, res }: Asking, person: Person) => {
  if (person.language !== null) keepLanguage(req, res, person.language)
  return { person }
}

const refusal = (asking: Asking, status: number, changes: Partial<Form>) => {
  asking.res.status(status)
  return { form: { ...formIn(asking), ...changes } }
}
