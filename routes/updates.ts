import { type Request, type Response, Router } from 'express'
import { actorOf } from '../marketplace/activity.ts'
import { failure } from '../marketplace/failures.ts'
import { back } from '../marketplace/offer/back.ts'
import type { Updating } from '../marketplace/updates.ts'
import { nameOf } from './addons/names.ts'
import { showAddon } from './addons/page.ts'
import { textIn, textsIn } from './forms.ts'
import { showProblem } from './middleware/errors.ts'
import { viewerOf } from './middleware/locals.ts'
import { failureWords } from './operations/view.ts'
import { addresses, asSpelled } from './paths.ts'
import type { Services } from './services.ts'
import { losesData } from './updates/going-back.ts'

type OneOf = Request<{ slug: string }>

/** Update, and going back to the release that was kept. */
export const updateRoutes = (services: Services): Router => {
  const { addons, installations, updates, paths } = services

  const update = async (req: OneOf, res: Response) => {
    const { slug } = req.params
    const addon = await addons.find(slug)
    const wish = { version: textIn(req, 'version'), accept: textsIn(req, 'accept') }
    if (addon) return answer(await updates.update(addon, wish, viewerOf(res)), req, res)
    const installed = await installations.find(slug)
    if (!installed) return showProblem(res, 404, 'not-found')
    const why = failure('no-longer-offered', { name: installed.name, version: wish.version })
    await answer({ kind: 'refused', why }, req, res)
  }

  const goBack = async (req: OneOf, res: Response) =>
    answer(await updates.rollback(req.params.slug, actorOf(viewerOf(res))), req, res)

  const askFirst = async (req: OneOf, res: Response) => {
    const { slug } = req.params
    const installation = await installations.find(slug)
    if (!installation) return showProblem(res, 404, 'not-found')
    res.render('updates/rollback', {
      installation,
      back: back(installation, await addons.find(slug)),
      losesData: await losesData(services, installation),
    })
  }

  // a press that changes nothing shows the page as it stands now, with the reason
  const answer = async (outcome: Updating, req: OneOf, res: Response) => {
    if (outcome.kind === 'started' || outcome.kind === 'joined')
      return res.redirect(303, paths.operation(outcome.operation.id))
    const { slug } = req.params
    const name = await nameOf(slug, services)
    const why = outcome.kind === 'refused' ? outcome.why : failure('not-installed', { name })
    const problem = {
      title: res.locals.t('addons.update.refused', { name }),
      text: failureWords(why, services, res),
    }
    const isShown = await showAddon(slug, services, req, res.status(409), problem)
    if (!isShown) showProblem(res, 404, 'not-found')
  }

  return Router(asSpelled)
    .post(addresses.update.pattern, update)
    .get(addresses.rollback.pattern, askFirst)
    .post(addresses.rollback.pattern, goBack)
}
