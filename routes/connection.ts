import { type Request, type Response, Router } from 'express'
import { actorOf } from '../marketplace/activity.ts'
import { ClientAreaFailure } from '../marketplace/client-area.ts'
import { answerAddress } from './connection/address.ts'
import { type LoginProblem, showFailure } from './connection/failures.ts'
import { type LoggedIn, sendToClientArea, takeBack, type Turned } from './connection/login.ts'
import { missingSettings } from './connection/panel.ts'
import { ownPath, textIn } from './forms.ts'
import { viewerOf } from './middleware/locals.ts'
import { addresses, asSpelled } from './paths.ts'
import type { Services } from './services.ts'

export { connectionPanel } from './connection/panel.ts'

/** Login to the client area, the way back from it, Logout after a wrong account, and Disconnect. */
export const connectionRoutes = (services: Services): Router => {
  const { paths, settings, connection } = services

  const logIn = async (req: Request, res: Response) => {
    const returnTo = ownPath(textIn(req, 'returnTo'), services) ?? paths.addons()
    const fail = (problem: LoginProblem, values = {}) => showFailure(res, problem, { returnTo, values })
    if (settings.offline) return fail('offline')
    const missing = missingSettings(settings)
    if (missing.length > 0) return fail('settings missing', { names: res.locals.format.list(missing) })
    // until Logout the client area would send the same account back, so the page says so again
    if (req.session.wrongAccount || (await connection.current())) return res.redirect(303, returnTo)

    const askAgain = req.session.askWhoItIs ?? false
    await sendToClientArea(services, req, res, { returnTo, askAgain }).catch(failing(services, fail))
  }

  const comeBack = async (req: Request, res: Response) => {
    // stops the code in this address from being kept in a cache or told to another page; with no-referrer the browser
    // would also send `Origin: null` with the form that tries again, and over http nothing else tells that it is ours
    res.set({ 'Cache-Control': 'no-store', 'Referrer-Policy': 'strict-origin' })
    const fail = (problem: LoginProblem) => showFailure(res, problem, { returnTo: paths.addons() })
    const back = await takeBack(services, req, res).catch(failing(services, fail))
    if (!back) return
    return back.kind === 'login' ? finish(req, res, back) : tellOf(res, back)
  }

  const finish = async (req: Request, res: Response, { tokens, attempt }: LoggedIn) => {
    const { returnTo, nonce } = attempt
    const outcome = await connection.connect({ tokens, nonce }, actorOf(viewerOf(res)))
    if (outcome.kind === 'connected') {
      const { name, email } = outcome.connection.account
      delete req.session.askWhoItIs
      delete req.session.wrongAccount
      delete req.session.stoodOn
      req.session.said = { key: 'connection.said.connected', values: { name, email } }
      return res.redirect(303, returnTo)
    }
    if (outcome.kind === 'wrong account') {
      req.session.wrongAccount = { account: outcome.account, owner: outcome.owner, returnTo }
      return res.redirect(303, returnTo)
    }
    const { kind, ...values } = outcome
    showFailure(res, kind, { returnTo, values })
  }

  const tellOf = async (res: Response, back: Turned) => {
    await connection.note(actorOf(viewerOf(res)), back.kind)
    const returnTo = returnToOf(back) ?? paths.addons()
    showFailure(res, back.kind, { returnTo, connected: await connection.current() })
  }

  const logOut = async (req: Request, res: Response) => {
    const fail = (problem: LoginProblem) =>
      showFailure(res, problem, { returnTo: paths.addons(), logout: true })
    const provider = await services.clientArea.providerNow().catch(failing(services, fail))
    if (!provider) return
    if (req.session.wrongAccount) req.session.stoodOn = req.session.wrongAccount.returnTo
    delete req.session.wrongAccount
    req.session.askWhoItIs = true
    await services.activity.record({
      ...actorOf(viewerOf(res)),
      act: 'connection.logout',
      result: 'started',
    })
    const address = new URL(provider.endSession)
    address.searchParams.set('client_id', settings.clientId ?? '')
    address.searchParams.set('ui_locales', res.locals.language.code)
    address.searchParams.set('post_logout_redirect_uri', settings.publicUrl.origin + paths.addons())
    res.redirect(303, address.href)
  }

  const askToDisconnect = async (_req: Request, res: Response) => {
    const state = await connection.state()
    if (state.kind === 'not connected') return res.redirect(303, paths.addons())
    res.render('connection/disconnect', { state })
  }

  const disconnect = async (req: Request, res: Response) => {
    const { kind } = await connection.disconnect(actorOf(viewerOf(res)))
    if (kind !== 'not connected') req.session.said = { key: 'connection.said.disconnected', values: {} }
    if (kind === 'disconnected here only') req.session.stillGranted = true
    res.redirect(303, paths.addons())
  }

  return Router(asSpelled)
    .post(addresses.connection.pattern, logIn)
    .get(addresses.connectionCallback.pattern, comeBack)
    .post(addresses.connectionLogout.pattern, logOut)
    .post(addresses.connectionAddress.pattern, answerAddress(services))
    .get(addresses.disconnection.pattern, askToDisconnect)
    .post(addresses.disconnection.pattern, disconnect)
}

/** Shows the client area's failure as a page; anything else is thrown on. */
const failing =
  ({ log }: Services, show: (problem: LoginProblem) => void) =>
  (error: unknown) => {
    if (!(error instanceof ClientAreaFailure)) throw error
    log.warn({ reason: error.message }, 'the client area could not be asked for a login')
    show(error.problem)
  }

const returnToOf = (back: Turned) => {
  if ('attempt' in back) return back.attempt.returnTo
  return 'returnTo' in back ? back.returnTo : undefined
}
