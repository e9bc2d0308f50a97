import type { Theme } from './operators.ts'
import type { Viewer } from './permissions.ts'

/** Who is signed in, read with the session each time: a change of rights works at the next request. */
export interface SignedIn extends Viewer {
  email: string
  language: string | null
  theme: Theme
  timeZone: string
  /** single keys do something */
  shortcuts: boolean
  hidesFirstSteps: boolean
}

/** A session as it is read: what was kept in it, and what stands beside it at this moment. */
export interface StoredSession {
  kept: string
  touchedAt: string
  operator: SignedIn | null
  revisions: Record<string, number>
}

export interface SessionToKeep {
  kept: string
  operatorId: string | null
  expiresAt: Date
}

export interface Sessions {
  /** one statement; nothing for expired sessions and those of disabled operators */
  find: (id: string) => Promise<StoredSession | undefined>
  begin: (id: string, session: SessionToKeep) => Promise<void>
  /** changes a session that exists; one that was ended meanwhile stays ended */
  update: (id: string, session: SessionToKeep) => Promise<void>
  touch: (id: string, expiresAt: Date) => Promise<void>
  end: (id: string) => Promise<void>
}
