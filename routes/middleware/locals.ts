import type { Formats } from '../../marketplace/formats.ts'
import type { Language, Translate } from '../../marketplace/messages.ts'
import type { SignedIn } from '../../marketplace/sessions.ts'

declare global {
  // Express's own place for what middleware adds
  namespace Express {
    interface Locals {
      viewer: SignedIn | null
      /** revision numbers by name: a page made at the same numbers is the same page */
      revisions: Record<string, number>
      language: Language
      t: Translate
      format: Formats
      /** the document, or the same blocks without it */
      layout: string
      partial: boolean
      /** the page of a form that was sent without a session, when what it says was kept */
      formPage?: string | undefined
    }
  }
}

/** The operator; only for handlers behind the sign-in guard. */
export const viewerOf = (res: { locals: Express.Locals }): SignedIn => {
  if (!res.locals.viewer) throw new Error('This handler stands outside the sign-in guard')
  return res.locals.viewer
}
