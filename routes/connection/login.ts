import { randomBytes } from 'node:crypto'
import { callbackify } from 'node:util'
import type { Request, Response } from 'express'
import { Passport } from 'passport'
import {
  ClientAreaFailure,
  type ClientAreaProblem,
  failureOr,
  type NewTokens,
  type Provider,
} from '../../marketplace/client-area.ts'
import type { LoginAttempt, Returned } from '../../marketplace/login-attempts.ts'
import { viewerOf } from '../middleware/locals.ts'
import type { Services } from '../services.ts'
import { ClientAreaStrategy, type StrategyOptions } from './strategy.ts'

const passport = new Passport()
// linking an account never changes who the operator is: no req.login, no session of Passport's
const options = { session: false }

export interface Wish {
  returnTo: string
  /** asks who it is even if somebody is logged in there */
  askAgain: boolean
}

/** Sends the browser to the client area as soon as the attempt is stored. Throws ClientAreaFailure. */
export const sendToClientArea = async (services: Services, req: Request, res: Response, wish: Wish) => {
  const provider = await services.clientArea.providerNow()
  const nonce = randomBytes(24).toString('base64url')
  const strategy = strategyFor(services, provider, {
    // an operator who reads Arabic comes to an Arabic sign-in
    extra: { nonce, ui_locales: res.locals.language.code, ...(wish.askAgain ? { prompt: 'login' } : {}) },
    store: {
      store(_req, verifier, _state, _meta, done) {
        const begin = async () => {
          const state = randomBytes(32).toString('base64url')
          const attempt = { verifier, nonce, returnTo: wish.returnTo }
          await services.loginAttempts.begin(state, visitorOf(req, res), attempt)
          return state
        }
        callbackify(begin)(done)
      },
      verify: (_req, _state, _meta, done) => done(null, false),
    },
  })
  await new Promise<void>((left, failed) => {
    res.once('close', left)
    passport.authenticate(strategy, options, failed)(req, res, failed)
  })
}

export interface LoggedIn {
  kind: 'login'
  tokens: NewTokens
  attempt: LoginAttempt
}
/** Came back without a login. */
export type Turned =
  | { kind: 'denied' | 'refused' | 'another issuer' | ClientAreaProblem; attempt: LoginAttempt }
  | Exclude<Returned, { kind: 'ours' }>
export type CameBack = LoggedIn | Turned

/** Takes the browser back from the client area. Throws ClientAreaFailure only before the state is used up. */
export const takeBack = async (services: Services, req: Request, res: Response): Promise<CameBack> => {
  const { code, error } = req.query
  // without either the library would begin another login, from a mere link
  if (typeof code !== 'string' && typeof error !== 'string') return { kind: 'unknown' }
  const provider = await services.clientArea.provider()
  const returned = await attemptOf(services, provider, req, res)
  if (returned.kind !== 'ours') return returned
  const { attempt } = returned
  if (error !== undefined) return { kind: error === 'access_denied' ? 'denied' : 'refused', attempt }
  const tokens = await failureOr(tokensFor(services, provider, attempt, req, res))
  if (tokens instanceof ClientAreaFailure) {
    services.log.warn({ reason: tokens.message }, 'a login failed')
    return { kind: tokens.problem, attempt }
  }
  return { kind: 'login', tokens, attempt }
}

const tokensFor = async (
  services: Services,
  provider: Provider,
  { verifier }: LoginAttempt,
  req: Request,
  res: Response,
) => {
  const strategy = strategyFor(services, provider, {
    extra: {},
    store: {
      store: (_req, _verifier, _state, _meta, done) => done(new Error('no login begins here')),
      verify: (_req, _state, _meta, done) => done(null, verifier),
    },
  })
  await new Promise<void>((done, failed) => {
    const answered = (error: unknown) => (error ? failed(error) : done())
    passport.authenticate(strategy, options, answered)(req, res, failed)
  })
  if (!strategy.tokens) throw new Error('Passport answered without tokens')
  return strategy.tokens
}

const attemptOf = async (services: Services, provider: Provider, req: Request, res: Response) => {
  const { state, iss } = req.query
  if (typeof state !== 'string') return { kind: 'unknown' as const }
  const returned = await services.loginAttempts.take(state, visitorOf(req, res))
  // stops a mix-up: a code of another provider, sent to this callback, would be handed to ours (RFC 9207)
  const isFromIt = iss === provider.issuer || (iss === undefined && !provider.namesItself)
  if (returned.kind === 'ours' && !isFromIt)
    return { kind: 'another issuer' as const, attempt: returned.attempt }
  return returned
}

const visitorOf = (req: Request, res: Response) => ({
  sessionId: req.sessionID,
  operatorId: viewerOf(res).id,
})

const strategyFor = (
  { clientArea, settings, paths }: Services,
  provider: Provider,
  own: Pick<StrategyOptions, 'extra' | 'store'>,
) =>
  new ClientAreaStrategy({
    provider,
    clientId: settings.clientId ?? '',
    callback: settings.publicUrl.origin + paths.connectionCallback(),
    exchange: clientArea.exchange,
    ...own,
  })
