import type { Response } from 'express'
import type { ClientAreaProblem } from '../../marketplace/client-area.ts'
import type { Connection } from '../../marketplace/connection.ts'
import type { LoginOutcome } from '../../marketplace/connection/connect.ts'
import type { Turned } from './login.ts'

/** Everything but a login, in one word; its words are the messages `connection.failed.<word>`. */
export type LoginProblem =
  | Turned['kind']
  | Exclude<LoginOutcome['kind'], 'connected' | 'wrong account'>
  | ClientAreaProblem
  | 'settings missing'
  | 'offline'

interface Looks {
  status: number
  /** pressing Login again may help */
  again: boolean
}

const looks: Record<LoginProblem, Looks> = {
  denied: { status: 403, again: true },
  refused: { status: 502, again: true },
  expired: { status: 400, again: true },
  unknown: { status: 400, again: true },
  foreign: { status: 403, again: true },
  'another issuer': { status: 502, again: true },
  'out of reach': { status: 502, again: true },
  'unusable reply': { status: 502, again: true },
  'clock differs': { status: 502, again: true },
  'grant refused': { status: 400, again: true },
  'client refused': { status: 502, again: false },
  'token refused': { status: 502, again: true },
  'licence unchecked': { status: 503, again: true },
  'other licence': { status: 502, again: false },
  'settings missing': { status: 503, again: false },
  offline: { status: 503, again: false },
}

interface Around {
  returnTo: string
  values?: Record<string, string>
  /** the form that tries again; Login unless told */
  logout?: boolean
  /** what stands all the same: a login that is sent again after it worked */
  connected?: Connection | null
}

/** A page that says what went wrong with a login, that nothing was stored, and what to do next. */
export const showFailure = (
  res: Response,
  problem: LoginProblem,
  { returnTo, values = {}, logout = false, connected = null }: Around,
) => {
  const { status, again } = looks[problem]
  res.status(status).render('connection/failed', {
    problem: problem.replaceAll(' ', '-'),
    values,
    again,
    logout,
    connected,
    connection: { returnTo },
  })
}
