import { callbackify } from 'node:util'
import type { Request } from 'express'
import type { StrategyCreatedStatic } from 'passport'
import OAuth2Strategy, { type VerifyCallback } from 'passport-oauth2'
import { scopes } from '../../contracts/marketplace-api.ts'
import type { Code, NewTokens, Provider } from '../../marketplace/client-area.ts'

type Done = (error: unknown, accessToken?: string, refreshToken?: string) => void
type Stored = (error: unknown, state?: string) => void
type Verified = (error: unknown, verifier: string | false, why?: object) => void

/** Where states and verifiers wait for the browser's return. Passport counts these arguments to know how to call. */
export interface StateStore {
  store: (req: Request, verifier: string, state: unknown, meta: unknown, done: Stored) => void
  verify: (req: Request, state: string, meta: unknown, done: Verified) => void
}

export interface StrategyOptions {
  provider: Provider
  clientId: string
  callback: string
  /** what the request to the client area carries beside the usual: nonce, prompt */
  extra: Record<string, string>
  store: StateStore
  exchange: (code: Code) => Promise<NewTokens>
}

/**
 * Passport's OAuth 2.0 with PKCE S256, made anew for each request. The code is exchanged by our own gateway: the
 * library's client has no deadline, follows redirects and reads replies without end.
 */
export class ClientAreaStrategy extends OAuth2Strategy {
  /** what the code was exchanged for, ID token included, which the library would drop */
  tokens: NewTokens | undefined
  // the library's types know only stores without PKCE
  declare protected _stateStore: StateStore
  readonly #extra: Record<string, string>

  constructor({ provider, clientId, callback, extra, store, exchange }: StrategyOptions) {
    super(
      {
        authorizationURL: provider.authorization,
        tokenURL: provider.token,
        clientID: clientId,
        clientSecret: '',
        callbackURL: callback,
        scope: [...scopes],
        pkce: true,
        state: true,
        skipUserProfile: true,
      },
      (_access: string, _refresh: string, _profile: unknown, done: VerifyCallback) => done(null, {}),
    )
    this._stateStore = store
    this.#extra = extra
    const exchanging = callbackify(exchange)
    Object.assign(this._oauth2, {
      getOAuthAccessToken: (code: string, params: { code_verifier: string }, done: Done) =>
        exchanging({ code, verifier: params.code_verifier }, (error, tokens) => {
          this.tokens = tokens
          done(error, tokens?.access, tokens?.refresh)
        }),
    })
  }

  override authenticate(this: this & StrategyCreatedStatic, req: Request, options?: object) {
    const redirect = this.redirect.bind(this)
    // 302 leaves it to the browser whether to post the form again at the client area
    this.redirect = address => redirect(address, 303)
    super.authenticate(req, options)
  }

  override authorizationParams() {
    return this.#extra
  }

  // the library would wrap the gateway's failure in an error of its own
  _createOAuthError(_message: string, error: unknown) {
    return error
  }
}
