import { type Request, type Response, Router } from 'express'
import { becomeFirst, mayBeFirst } from '../marketplace/first-operator.ts'
import { problemOfPassword } from '../marketplace/passwords.ts'
import { textIn } from './forms.ts'
import { problemsOf, readOperator } from './operators/form.ts'
import { addresses } from './paths.ts'
import type { Services } from './services.ts'
import { beginSession } from './sessions.ts'

/** The one-time link of a first start: whoever reads the log makes the first operator. */
export const firstOperatorRoutes = (services: Services) => {
  const { paths } = services
  const router = Router({ caseSensitive: true, strict: true })
  const tokenOf = (req: Request) => String(req.params['token'])

  const show = (req: Request, res: Response, page: object) =>
    res
      .set('Cache-Control', 'no-store')
      .render('sessions/first-operator', { token: tokenOf(req), errors: {}, ...page })

  router.use(addresses.firstOperator.pattern, async (req, _res, next) => {
    // an unknown, used or old link is a page that is not there
    next((await mayBeFirst(tokenOf(req), services)) ? undefined : 'router')
  })

  router.get(addresses.firstOperator.pattern, (req, res) => {
    show(req, res, { form: { email: '', name: '' } })
  })

  router.post(addresses.firstOperator.pattern, async (req, res, next) => {
    const form = readOperator(req)
    const password = textIn(req, 'password')
    const problem = problemOfPassword(password)
    const errors = { ...problemsOf(form), ...(problem && { password: `operators.${problem}` }) }
    if (Object.keys(errors).length > 0) return show(req, res.status(422), { form, errors })

    const outcome = await becomeFirst(tokenOf(req), { ...form, password }, services)
    if (outcome.kind !== 'done') return next()
    await beginSession(req, outcome.id)
    res.redirect(303, paths.home())
  })

  return router
}
