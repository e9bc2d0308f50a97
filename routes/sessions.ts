import { type Request, type Response, Router } from 'express'
import { actorOf } from '../marketplace/activity.ts'
import { isEmail, plainEmail } from '../marketplace/operators.ts'
import { signIn } from '../marketplace/sign-in.ts'
import { ownPath, textIn } from './forms.ts'
import { viewerOf } from './middleware/locals.ts'
import { menuFor } from './middleware/menu.ts'
import { addresses, asSpelled } from './paths.ts'
import type { Services } from './services.ts'

/** Operators' own login. Passport is for the client area only. */
export const sessionRoutes = (services: Services): Router => {
  const { paths } = services

  const leadIn = (_req: Request, res: Response) => {
    const [first] = menuFor(viewerOf(res), paths)
    res.redirect(303, first?.href ?? paths.profile())
  }

  const askWho = (req: Request, res: Response) => {
    const next = ownPath(req.query['next'], services)
    if (res.locals.viewer) return res.redirect(303, next ?? paths.home())
    showForm(res, { next, waits: req.session.typed !== undefined })
  }

  const takeSignIn = async (req: Request, res: Response) => {
    const { email, password, next } = readForm(req, services)
    if (!isEmail(email) || password === '')
      return showForm(res.status(422), { next, email, error: 'sessions.incomplete' })

    const outcome = await signIn({ email, password, address: req.ip ?? 'unknown' }, services)
    switch (outcome.kind) {
      case 'signed in':
        await beginSession(req, outcome.operatorId)
        return res.redirect(303, next ?? paths.home())
      case 'wrong':
        return showForm(res.status(422), { next, email, error: 'sessions.wrong' })
      case 'too many':
        return askToWait(res, { next, email }, outcome.until, services)
    }
  }

  const signOut = async (req: Request, res: Response) => {
    const line = { act: 'session.sign-out', result: 'done' } as const
    await services.activity.record({ ...actorOf(viewerOf(res)), ...line })
    await new Promise<void>((done, failed) => req.session.destroy(error => (error ? failed(error) : done())))
    // Back would show the last page from the browser's memory to whoever sits there next
    res.set('Clear-Site-Data', '"cache"')
    res.redirect(303, paths.signIn())
  }

  return Router(asSpelled)
    .get(addresses.home.pattern, leadIn)
    .get(addresses.signIn.pattern, askWho)
    .post(addresses.signIn.pattern, takeSignIn)
    .post(addresses.signOut.pattern, signOut)
}

interface SignInForm {
  next: string | undefined
  email?: string
  error?: string
  /** something that was typed waits for whoever typed it */
  waits?: boolean
  values?: Record<string, number>
}

const showForm = (res: Response, form: SignInForm) =>
  res.set('Cache-Control', 'no-store').render('sessions/sign-in', { form })

const askToWait = (res: Response, form: SignInForm, until: Date, { now }: Services) => {
  const seconds = Math.max(1, Math.ceil((until.getTime() - now().getTime()) / 1000))
  res.status(429).set('Retry-After', String(seconds))
  showForm(res, { ...form, error: 'sessions.too-many', values: { minutes: Math.ceil(seconds / 60) } })
}

const readForm = (req: Request, services: Services) => ({
  email: plainEmail(textIn(req, 'email')),
  password: textIn(req, 'password'),
  next: ownPath(textIn(req, 'next'), services),
})

/** A new id: stops session fixation, where somebody else knows the id from before the sign-in. */
export const beginSession = async (req: Request, operatorId: string) => {
  const { typed } = req.session
  await new Promise<void>((done, failed) => req.session.regenerate(error => (error ? failed(error) : done())))
  req.session.operatorId = operatorId
  // what somebody else typed at this browser is gone with their session
  if (typed?.operatorId === operatorId) req.session.typed = typed
}
