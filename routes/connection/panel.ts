import type { Request } from 'express'
import type { ConnectionState } from '../../marketplace/connection.ts'
import type { Services } from '../services.ts'

declare module 'express-session' {
  interface SessionData {
    /** the account that came back and does not own the licence; kept until Logout */
    wrongAccount: { account: string; owner: string; returnTo: string }
    /** the page of that login; Logout leads to the grid, whose Login comes back here */
    stoodOn: string
    /** the next Login asks who it is, even if the client area's session did not end */
    askWhoItIs: boolean
    /** Disconnect could not be told to the client area; shown once */
    stillGranted: boolean
  }
}

export type ConnectionPanel = {
  /** where Login comes back to: the page the operator stands on */
  returnTo: string
  /** where this help desk is */
  here: string
  /** pages of the client area for a person */
  accountPage: string
  subscriptionsPage: string
  licencesPage: string
  stillGranted: boolean
} & (
  | ConnectionState
  | { kind: 'wrong account'; account: string; owner: string }
  | { kind: 'settings missing'; names: string[] }
  | { kind: 'offline' }
)

/** What `connection/_panel.njk` shows: who is connected, Login, or why there is none. Looks after the licence on the way. */
export const connectionPanel = async (services: Services, req: Request): Promise<ConnectionPanel> => {
  const state = await services.connection.state()
  if (state.kind === 'connected') {
    services.connection.checkSoon(state.connection)
    delete req.session.wrongAccount
  }
  const shown = { ...stateFor(services, state, req), ...around(services, req) }
  if (req.session.stillGranted) delete req.session.stillGranted
  return shown
}

const stateFor = ({ settings }: Services, state: ConnectionState, req: Request) => {
  if (state.kind === 'connected') return state
  if (settings.offline) return { kind: 'offline' as const }
  const names = missingSettings(settings)
  if (names.length > 0) return { kind: 'settings missing' as const, names }
  const { wrongAccount } = req.session
  return wrongAccount ? { kind: 'wrong account' as const, ...wrongAccount } : state
}

const around = ({ settings, paths }: Services, req: Request) => ({
  returnTo: wayBack(req, paths),
  here: settings.publicUrl.href.replace(/\/$/, ''),
  accountPage: pageOf(settings, 'account'),
  subscriptionsPage: pageOf(settings, 'subscriptions'),
  licencesPage: pageOf(settings, 'licences'),
  stillGranted: req.session.stillGranted ?? false,
})

const wayBack = (req: Request, paths: Services['paths']) => {
  const { slug } = req.params
  // a press that was refused shows the page of its add-on
  if (req.method !== 'GET') return typeof slug === 'string' ? paths.addon(slug) : paths.addons()
  return (req.originalUrl === paths.addons() && req.session.stoodOn) || req.originalUrl
}

/** Where a person goes on by hand: ends a login, cancels a subscription, tells where the help desk is. */
const pageOf = ({ clientAreaUrl }: Services['settings'], page: string) =>
  `${clientAreaUrl.href.replace(/\/$/, '')}/${page}`

/** The settings without which there is no Login. */
export const missingSettings = ({ licenceKey, clientId, clientSecret }: Services['settings']) =>
  Object.entries({ LICENCE_KEY: licenceKey, CLIENT_ID: clientId, CLIENT_SECRET: clientSecret })
    .filter(([, value]) => value === undefined)
    .map(([name]) => name)
