import { type Request, type Response, Router } from 'express'
import { actorOf } from '../marketplace/activity.ts'
import type { Failure } from '../marketplace/failures.ts'
import type { PaymentCheck, Placing, Purchase } from '../marketplace/purchases.ts'
import { type Problem, showAddon } from './addons/page.ts'
import { nameOf } from './addons/names.ts'
import { textIn } from './forms.ts'
import { showProblem } from './middleware/errors.ts'
import { viewerOf } from './middleware/locals.ts'
import { failureWords } from './operations/view.ts'
import { addresses, asSpelled } from './paths.ts'
import { purchasesPage } from './purchases/page.ts'
import { type Said, saidOf, saidOfPayment } from './purchases/said.ts'
import type { Services } from './services.ts'

type OneOf = Request<{ slug: string }>

/** Purchase, Check payment, Withdraw this order; and the list of all purchases. */
export const purchaseRoutes = (services: Services): Router => {
  const { paths, purchases } = services

  const list = async (req: Request, res: Response) => {
    res.set('Cache-Control', 'no-store, no-cache')
    res.render('purchases/index', await purchasesPage(req.query['page'], services, res))
  }

  const place = async (req: OneOf, res: Response) => {
    const addon = await services.addons.find(req.params.slug)
    if (!addon) return showProblem(res, 404, 'not-found')
    const order = {
      cycle: textIn(req, 'cycle'),
      amount: textIn(req, 'amount'),
      currency: textIn(req, 'currency'),
      attempt: textIn(req, 'attempt'),
    }
    await answerPlacing(await purchases.place(addon, order, viewerOf(res)), req, res)
  }

  const answerPlacing = async (placing: Placing, req: OneOf, res: Response) => {
    const { t } = res.locals
    switch (placing.kind) {
      case 'started':
      case 'joined':
        return res.redirect(303, paths.operation(placing.operation.id))
      case 'open already':
        return res.redirect(303, paths.addon(req.params.slug))
      case 'price changed': {
        const text = t('purchases.price-changed-text')
        return showAgain(req, res, { title: t('purchases.price-changed'), text })
      }
      case 'refused':
        return showAgain(req, res, sayWhy('purchases.nothing-charged', placing.why, res))
    }
  }

  const check = async (req: OneOf, res: Response) => {
    if (!(await isKnown(req.params.slug))) return showProblem(res, 404, 'not-found')
    const outcome = await purchases.check(req.params.slug, actorOf(viewerOf(res)))
    const said = (purchase: Purchase) => saidOfPayment(purchase, services)
    await answerCheck(outcome, { said, failed: 'purchases.not-checked' }, req, res)
  }

  const withdraw = async (req: OneOf, res: Response) => {
    if (!(await isKnown(req.params.slug))) return showProblem(res, 404, 'not-found')
    const outcome = await purchases.withdraw(req.params.slug, actorOf(viewerOf(res)))
    const stands = outcome.kind === 'checked' && ['paid', 'processing'].includes(outcome.purchase.state)
    const said = (purchase: Purchase) => saidOf(stands ? 'purchases.said.stands' : 'purchases.said', purchase)
    await answerCheck(outcome, { said, failed: 'purchases.not-withdrawn' }, req, res)
  }

  const isKnown = async (slug: string) =>
    Boolean((await services.addons.find(slug)) ?? (await purchases.latestFor(slug)))

  const answerCheck = async (
    outcome: PaymentCheck,
    words: { said: (purchase: Purchase) => Said | Promise<Said>; failed: string },
    req: OneOf,
    res: Response,
  ) => {
    if (outcome.kind === 'not checked') return showAgain(req, res, sayWhy(words.failed, outcome.why, res))
    req.session.said =
      outcome.kind === 'checked'
        ? await words.said(outcome.purchase)
        : { key: 'purchases.said.nothing-open', values: { name: await nameOf(req.params.slug, services) } }
    res.redirect(303, paths.addon(req.params.slug))
  }

  /** the page that the button stood on, as things are now, with what went wrong on top of the offer */
  const showAgain = async (req: OneOf, res: Response, problem: Problem) => {
    if (!(await showAddon(req.params.slug, services, req, res.status(409), problem)))
      showProblem(res, 404, 'not-found')
  }

  const sayWhy = (title: string, why: Failure, res: Response): Problem => ({
    title: res.locals.t(title),
    text: failureWords(why, services, res),
  })

  return Router(asSpelled)
    .get(addresses.purchases.pattern, list)
    .post(addresses.purchase.pattern, place)
    .post(addresses.paymentCheck.pattern, check)
    .post(addresses.orderWithdrawal.pattern, withdraw)
}
