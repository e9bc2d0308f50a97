import type { RequestHandler } from 'express'

/** What the last change said, for the status region: told once, by the first page that is really shown. */
export const said: RequestHandler = (req, res, next) => {
  Object.defineProperty(res.locals, 'said', { enumerable: true, get: () => tell(req, res.locals) })
  next()
}

const tell = (req: Parameters<RequestHandler>[0], { t }: Express.Locals) => {
  const { said: words } = req.session ?? {}
  if (!words) return undefined
  delete req.session.said
  return t(words.key, words.values)
}
