import express, { type ErrorRequestHandler, type Request, type Response, Router } from 'express'
import { addresses, asSpelled } from './paths.ts'
import type { Services } from './services.ts'

const most = '20kb'

/**
 * Signed events of the client area. They stand before sessions and forms: no cookie and no token is asked for, only the
 * signature. Nothing is told to whoever has none.
 */
export const webhookRoutes = ({ webhooks }: Services): Router => {
  const receive = async (req: Request, res: Response) => {
    const header = (name: string) => req.get(name) ?? ''
    const answer = await webhooks.receive({
      body: Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0),
      id: header('webhook-id'),
      timestamp: header('webhook-timestamp'),
      signature: header('webhook-signature'),
    })
    if (answer === 'taken') return res.status(204).end()
    res.status(401).type('text').send('The signature does not fit.\n')
  }

  // stops a few packed bytes from becoming many
  const raw = express.raw({ type: () => true, limit: most, inflate: false })
  return Router(asSpelled).post(addresses.clientAreaWebhook.pattern, raw, receive, tooMuch)
}

const tooMuch: ErrorRequestHandler = (error, _req, res, next) => {
  const status = error instanceof Error && 'status' in error ? error.status : undefined
  if (status !== 413 && status !== 415) return next(error)
  res.status(status).type('text').send('This is no event of the client area.\n')
}
