import type { Request, Response } from 'express'
import type { AddonEntry } from '../../contracts/catalogue.ts'
import { unlistedOffer } from '../../marketplace/offer.ts'
import { endedWords, movedWords } from '../operations/moved.ts'
import { failureWords } from '../operations/view.ts'
import { visitPurchase } from '../purchases/visiting.ts'
import type { Services } from '../services.ts'
import { keeperOf } from './leftover.ts'
import { cardFor } from './card.ts'
import { detailsOf } from './details.ts'
import { pricedOffer } from './money.ts'
import { type Known, knownOf, shownOf } from './known.ts'
import { releasesOf } from './releases.ts'

/** What a change that was not made says on the page it came from. */
export interface Problem {
  title?: string
  text?: string
}

/** Renders the page of one add-on, also of one that is listed no more but was bought or installed here; false: neither. */
export const showAddon = async (
  slug: string,
  services: Services,
  req: Request,
  res: Response,
  problem: Problem | null = null,
) => {
  await visitPurchase(slug, services, req, res)
  const addon = await services.addons.find(slug)
  // account, card and invoice stand beside a price: no copy of that stays behind, and Back asks again
  if (addon?.prices.length !== 0) res.set('Cache-Control', 'no-store, no-cache')
  const known = await knownOf(slug, services, res)
  const said = res.locals['said'] ?? (await movedHere(slug, services, res))
  const shown = { ...(await shownOf(known, services, req, res)), problem, said }
  if (addon) res.render('addons/show', { ...shown, ...(await pageOf(addon, known, services, res)) })
  else if (known.name !== null) res.render('addons/unlisted', { ...shown, ...unlistedPageOf(slug, known) })
  else return false
  return true
}

// who looked on while it was installed or updated is told when that is done
const movedHere = async (slug: string, services: Services, res: Response) => {
  if (!res.locals.partial) return null
  const latest = await services.operations.latestFor(slug)
  return movedWords(latest, services, res) ?? endedWords(latest, services, res)
}

/** What this operator may do with it, and everything the list says of it. */
const pageOf = async (addon: AddonEntry, known: Known, services: Services, res: Response) => {
  const { installation, money, helpDesk, connection } = known.question
  const offer = await pricedOffer({ addon, ...known.question }, services)
  return {
    addon,
    offer,
    obstacle: offer.get.kind === 'obstacle' ? failureWords(offer.get.why, services, res) : null,
    card: cardFor({ addon, installation, money, helpDesk: helpDesk.version }, connection, res),
    keeper: keeperOf({ addon, ...known }, offer),
    ...detailsOf(addon, helpDesk.version, res),
    ...releasesOf({ addon, offer, installation, helpDesk: helpDesk.version }, res),
  }
}

const unlistedPageOf = (slug: string, { name, question }: Known) => ({
  addon: { slug, name },
  offer: unlistedOffer({ ...question, kind: question.installation?.kind ?? null }),
  card: { price: null, state: null },
})
