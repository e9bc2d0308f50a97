import { type SessionData, Store } from 'express-session'
import type { Sessions, SessionToKeep, StoredSession } from '../../marketplace/sessions.ts'

type Done = (error?: unknown) => void

/** Fits the panel's sessions to express-session. */
export class SessionStore extends Store {
  readonly #sessions: Sessions
  readonly #now: () => Date

  constructor(sessions: Sessions, now: () => Date) {
    super()
    this.#sessions = sessions
    this.#now = now
  }

  get(id: string, done: (error: unknown, session?: SessionData | null) => void) {
    this.#sessions.find(id).then(found => done(null, found ? dataOf(found) : null), done)
  }

  set(id: string, session: SessionData, done?: Done) {
    // a session that was read and is gone now was ended meanwhile: it must not come back to life
    const write = session.touchedAt === undefined ? this.#sessions.begin : this.#sessions.update
    write(id, toKeep(session, this.#now())).then(() => done?.(), done)
  }

  override touch(id: string, session: SessionData, done?: Done) {
    const now = this.#now().getTime()
    // a write on every request would cost more than the page
    if (session.touchedAt !== undefined && now - Date.parse(session.touchedAt) < 60_000) return done?.()
    this.#sessions.touch(id, expiryOf(session, this.#now())).then(() => done?.(), done)
  }

  destroy(id: string, done?: Done) {
    this.#sessions.end(id).then(() => done?.(), done)
  }
}

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

// counted from the panel's clock, as everything else is
const expiryOf = ({ cookie }: SessionData, now: Date) =>
  new Date(now.getTime() + (cookie.originalMaxAge ?? 86_400_000))
