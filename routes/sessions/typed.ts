import type { Request } from 'express'
import type { Viewer } from '../../marketplace/permissions.ts'
import type { Services } from '../services.ts'
import { lastingFormAt } from './lasting-forms.ts'
import { madeFor } from './proof.ts'

/** What was typed into a form whose session had ended; only for the operator for whom the form was made. */
export interface Typed {
  operatorId: string
  /** the address it was posted to */
  to: string
  /** the page that shows the form */
  page: string
  fields: Record<string, string | string[]>
  at: string
}

const most = 40_000

/**
 * Keeps what a form that was not taken says, in the visitor's session; answers with the page that shows the form. Whoever
 * is signed in gets no form of somebody else.
 */
export const keepTyped = async (
  req: Request,
  services: Services,
  viewer: Viewer | null,
): Promise<string | undefined> => {
  const form = lastingFormAt(req.path)
  const operatorId = madeFor(req.body?.['_csrf'], services.settings.secretKey)
  if (viewer && viewer.id !== operatorId) return undefined
  if (!form || operatorId === undefined || !(await mayComeBack(operatorId, services))) return undefined
  const fields = pick(req.body, await form.fields(services))
  if (JSON.stringify(fields).length > most) return undefined
  const { base } = services.paths
  const at = services.now().toISOString()
  req.session.typed = { operatorId, to: base + req.path, page: base + form.page, fields, at }
  return req.session.typed.page
}

/**
 * Whether this page is asked for with what was typed before the session ended, in the form that is posted to this
 * address: then `req.body` holds it, to be read as one that was posted.
 */
export const comesBack = (req: Request, address: string) =>
  req.method === 'GET' && req.body !== undefined && req.session.typed?.to === address

// somebody who left must not be able to fill the table of sessions
const mayComeBack = async (id: string, { operators }: Services) => {
  const operator = await operators.find(id)
  return operator !== undefined && !operator.disabled
}

const pick = (body: Record<string, unknown>, names: readonly string[]) => {
  const fields: Typed['fields'] = {}
  for (const name of names) {
    const value = body[name]
    if (typeof value === 'string') fields[name] = value
    else if (Array.isArray(value)) fields[name] = value.filter(one => typeof one === 'string')
  }
  return fields
}
