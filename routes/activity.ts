import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Request, type Response, Router } from 'express'
import { asCsv, asJson } from '../marketplace/activity-exports.ts'
import { may } from '../marketplace/permissions.ts'
import { filterOf, type Wish, wishIn } from './activity/filter.ts'
import { actInWords } from './activity/words.ts'
import { viewerOf } from './middleware/locals.ts'
import { addresses, asSpelled } from './paths.ts'
import type { Services } from './services.ts'

/** Who changed what: the page, and the same lines as JSON and CSV. */
export const activityRoutes = ({ activity, paths, languages }: Services): Router => {
  const show = async (req: Request, res: Response) => {
    const wish = wishIn(req)
    const found = await activity.list(filterOf(wish, viewerOf(res).timeZone), wish.page)
    const say = actInWords(res.locals, languages.english)
    res.render('activity/index', {
      wish,
      found,
      lines: found.lines.map(line => ({ ...line, words: say(line.act) })),
      choices: choicesFrom(await activity.names(), say),
      links: linksFor(wish, found),
      filtered: Object.entries(wish).some(([name, value]) => name !== 'page' && value !== ''),
      mayOpen: may(viewerOf(res), 'addons'),
    })
  }

  const sendJson = (req: Request, res: Response) => send(req, res, 'application/json', asJson)

  const sendCsv = (req: Request, res: Response) =>
    send(req, res.attachment('activity.csv'), 'text/csv', asCsv)

  /** Piece by piece, at the reader's pace: the record may be larger than the memory. */
  const send = async (req: Request, res: Response, type: string, write: typeof asJson) => {
    const filter = filterOf(wishIn(req), viewerOf(res).timeZone)
    res.type(type).set('Cache-Control', 'no-store')
    if (req.method === 'HEAD') res.end()
    else await pipeline(Readable.from(write(activity.each(filter))), res)
  }

  const linksFor = (wish: Wish, { page, pages }: { page: number; pages: number }) => {
    const { page: _page, ...filters } = wish
    const at = (number: number) => paths.withQuery(paths.activity(), { ...filters, page: number })
    return {
      previous: page > 1 ? at(page - 1) : undefined,
      next: page < pages ? at(page + 1) : undefined,
      json: paths.withQuery(paths.activityJson(), filters),
      csv: paths.withQuery(paths.activityCsv(), filters),
    }
  }

  return Router(asSpelled)
    .get(addresses.activity.pattern, show)
    .get(addresses.activityJson.pattern, sendJson)
    .get(addresses.activityCsv.pattern, sendCsv)
}

interface Names {
  operators: string[]
  acts: string[]
  addons: string[]
}

const choicesFrom = ({ operators, acts, addons }: Names, say: (act: string) => string) => ({
  operators: operators.map(name => ({ value: name, text: name })),
  acts: acts.map(act => ({ value: act, text: say(act) })),
  addons: addons.map(slug => ({ value: slug, text: slug })),
})
