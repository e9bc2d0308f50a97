import type { Request, Response } from 'express'
import type { Found } from '../../marketplace/addons.ts'
import { type Browse, browseQuery, isFiltered, isNarrowed } from '../../marketplace/browse.ts'
import { pageNumbers } from '../../marketplace/page-numbers.ts'
import { connectionPanel } from '../connection.ts'
import { firstStepsShown } from '../first-steps.ts'
import type { Services } from '../services.ts'
import { cardFor } from './card.ts'
import { filtersFor } from './filters.ts'
import { helpDeskNow } from './help-desk.ts'
import { ownedHere } from './owned.ts'
import { slugsIn } from './states.ts'

/** What the grid shows for a question: the cards found, the filters as chosen, the way to the pages beside this one. */
export const gridFor = async (asked: Browse, services: Services, req: Request, res: Response) => {
  const revision = res.locals.revisions['catalogue']
  const only = await slugsIn(asked.states, services)
  const found = await services.addons.search({ ...asked, ...(only ? { only } : {}) }, revision)
  const helpDesk = await helpDeskNow(services, res)
  // they belong to the page one lands on, not to each search
  const isStart = !isFiltered(asked) && found.page === 1
  return {
    asked,
    found,
    cards: await cardsOf(found, services, res),
    filters: filtersFor(asked, await services.addons.tags(revision), res.locals.t),
    filtered: isFiltered(asked),
    narrowed: isNarrowed(asked),
    catalogue: helpDesk.catalogue,
    connection: await connectionPanel(services, req),
    pages: neighbours(found, asked, services),
    firstSteps: isStart ? await firstStepsShown(services, res) : [],
  }
}

const cardsOf = async ({ addons }: Found, services: Services, res: Response) => {
  const here = await ownedHere(services)
  const helpDesk = services.settings.helpDeskVersion
  const connection = await services.connection.current()
  return addons.map(addon => cardFor({ addon, ...here(addon.slug), helpDesk }, connection, res))
}

const neighbours = ({ page, pages }: Found, asked: Browse, { paths }: Services) => {
  const to = (number: number) => paths.withQuery(paths.addons(), browseQuery(asked, { page: number }))
  return {
    previous: page > 1 ? to(page - 1) : null,
    next: page < pages ? to(page + 1) : null,
    numbers: pageNumbers(page, pages).map(one => (one === 'gap' ? {} : { number: one, href: to(one) })),
  }
}
