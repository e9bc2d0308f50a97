import { callbackify } from 'node:util'
import { type SessionData, Store } from 'express-session'
import type { Sessions, SessionToKeep, StoredSession } from '../../marketplace/sessions.ts'
import type { Services } from '../services.ts'

type Log = Pick<Services['log'], 'warn'>
type Done = (error?: unknown) => void

/** Why a session could not be stored the last time, if it could not. */
export const whyUnstored = (session: object) => unstored.get(session)

// express-session stores at the end of a reply, and an error there would cut off a page that is true all the same
const unstored = new WeakMap<object, unknown>()

/** Fits the panel's sessions to express-session. */
export class SessionStore extends Store {
  readonly #sessions: Sessions
  readonly #now: () => Date
  readonly #log: Log

  constructor(sessions: Sessions, now: () => Date, log: Log) {
    super()
    this.#sessions = sessions
    this.#now = now
    this.#log = log
  }

  get(id: string, done: (error: unknown, session?: SessionData | null) => void) {
    callbackify(async () => {
      const found = await this.#sessions.find(id)
      return found ? dataOf(found) : null
    })(done)
  }

  set(id: string, session: SessionData, done: Done = nothing) {
    // a session that was read and is gone now was ended meanwhile: it must not come back to life
    const write = session.touchedAt === undefined ? this.#sessions.begin : this.#sessions.update
    callbackify(() => this.#storing(session, write(id, toKeep(session, this.#now()))))(done)
  }

  override touch(id: string, session: SessionData, done: Done = nothing) {
    const now = this.#now()
    // a write on every request would cost more than the page
    const isRecent = session.touchedAt !== undefined && now.getTime() - Date.parse(session.touchedAt) < 60_000
    if (isRecent) done()
    else callbackify(() => this.#storing(session, this.#sessions.touch(id, expiryOf(session, now))))(done)
  }

  destroy(id: string, done: Done = nothing) {
    callbackify(() => this.#sessions.end(id))(done)
  }

  async #storing(session: SessionData, work: Promise<void>) {
    try {
      await work
      unstored.delete(session)
    } catch (error) {
      unstored.set(session, error)
      this.#log.warn({ err: error }, 'session not stored')
    }
  }
}

const nothing = () => undefined

const dataOf = ({ kept, touchedAt, operator, revisions }: StoredSession): SessionData => ({
  ...JSON.parse(kept),
  touchedAt,
  viewer: operator,
  revisions,
})

const toKeep = (session: SessionData, now: Date): SessionToKeep => {
  const { viewer: _viewer, revisions: _revisions, touchedAt: _touchedAt, ...kept } = session
  return {
    kept: JSON.stringify(kept),
    operatorId: session.operatorId ?? null,
    expiresAt: expiryOf(session, now),
  }
}

const aDay = 86_400_000

// counted from the panel's clock, as everything else is. Nobody's session is only there for the token of a form:
// stops visitors without cookies from filling the table for two weeks each
const expiryOf = ({ cookie, operatorId }: SessionData, now: Date) =>
  new Date(now.getTime() + (operatorId === undefined ? aDay : (cookie.originalMaxAge ?? aDay)))
