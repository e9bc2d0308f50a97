import { type Request, type Response, Router } from 'express'
import { actorOf } from '../../marketplace/activity.ts'
import { connectionPanel } from '../connection.ts'
import { type FormErrors, hasAny, textIn, textsIn } from '../forms.ts'
import { showProblem } from '../middleware/errors.ts'
import { viewerOf } from '../middleware/locals.ts'
import { newsAgain } from '../middleware/news.ts'
import { addresses, asSpelled } from '../paths.ts'
import type { Services } from '../services.ts'
import { rowsFor } from './rows.ts'
import { runInShort, runView } from './runs.ts'
import { type Chosen, wantedIn } from './wanted.ts'

// A browser without script sees the end in the same reply, if it comes soon.
const heldMs = 10_000
const runsShown = 5

/** All updates in one table, updated with one press; and each such run with what became of every add-on. */
export const manyUpdateRoutes = (services: Services): Router => {
  const { manyUpdates, paths } = services

  const show = async (req: Request, res: Response) => {
    const { run } = req.query
    return typeof run === 'string' ? showRun(run, res) : showAll(req, res)
  }

  const showAll = async (req: Request, res: Response, chosen?: Chosen, errors: FormErrors = {}) => {
    const runs = await manyUpdates.latest(runsShown)
    const defaults = await manyUpdates.defaults()
    res.set('Cache-Control', 'no-store').render('updates/index', {
      errors,
      rows: await rowsFor(services, res, chosen?.slugs),
      stops: chosen?.stopsAtFailure ?? defaults.stopsAtFailure,
      defaults,
      open: runs.filter(({ finishedAt }) => finishedAt === null).map(run => runInShort(run, services)),
      runs: runs.filter(({ finishedAt }) => finishedAt !== null).map(run => runInShort(run, services)),
      connection: await connectionPanel(services, req),
    })
  }

  const showRun = async (id: string, res: Response) => {
    const found = await manyUpdates.find(id)
    if (!found) return showProblem(res, 404, 'not-found')
    const isHeld = found.finishedAt === null && !res.locals.partial
    const run = (isHeld ? await manyUpdates.ended(id, heldMs) : found) ?? found
    if (isHeld) await newsAgain(services, res)
    res.set('Cache-Control', 'no-store').render('updates/run', { run: await runView(run, services, res) })
  }

  const begin = async (req: Request, res: Response) => {
    const chosen = { slugs: textsIn(req, 'slug'), stopsAtFailure: textIn(req, 'failure') !== 'go-on' }
    const wanted = await wantedIn(req, chosen.slugs, services)
    const errors: FormErrors = wanted.length === 0 ? { updates: 'many-updates.none-chosen' } : {}
    if (hasAny(errors)) return showAll(req, res.status(422), chosen, errors)
    const { run } = await manyUpdates.begin(wanted, chosen, actorOf(viewerOf(res)))
    res.redirect(303, paths.withQuery(paths.updates(), { run: run.id }))
  }

  return Router(asSpelled).get(addresses.updates.pattern, show).post(addresses.updates.pattern, begin)
}
