import express, { type Request, type RequestHandler, type Response } from 'express'
import type { Services } from '../services.ts'
import { lastingFormAt } from '../sessions/lasting-forms.ts'
import { keepTyped } from '../sessions/typed.ts'
import { isOurs } from './csrf.ts'

const anHour = 3_600_000

/** What was typed survives a session that ended: it is kept, and stands in its form again after the next sign-in. */
export const typed = (services: Services): RequestHandler => {
  const { settings, paths, now } = services

  return async (req, res, next) => {
    const { typed: kept } = req.session
    if (!res.locals.viewer) {
      const wasSent = req.method === 'POST' && lastingFormAt(req.path)
      if (wasSent && isOurs(req, settings.publicUrl.origin)) res.locals.formPage = await keep(req, res)
    } else if (kept) {
      const here = paths.base + req.path
      const isOver = now().getTime() - Date.parse(kept.at) > anHour
      if (isOver || (req.method === 'POST' && kept.to === here)) delete req.session.typed
      else if (req.method === 'GET' && kept.page === here) bring(req, res)
    }
    next()
  }

  async function keep(req: Request, res: Response) {
    await new Promise<void>(read => parse(req, res, () => read()))
    return keepTyped(req, services, null)
  }
}

const parse = express.urlencoded({ extended: false, limit: '100kb', parameterLimit: 500 })

const bring = (req: Request, res: Response) => {
  req.body = req.session.typed?.fields
  // a page that asks again by itself has said it already
  if (!res.locals.partial) req.session.said = { key: 'sessions.typed-back', values: {} }
}
