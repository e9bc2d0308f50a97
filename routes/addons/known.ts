import type { Request, Response } from 'express'
import type { Failure } from '../../marketplace/failures.ts'
import { masked } from '../../marketplace/masking.ts'
import { isBought } from '../../marketplace/offer.ts'
import { connectionPanel } from '../connection.ts'
import { viewerOf } from '../middleware/locals.ts'
import { isFailedMove, isNotTakenOver } from '../operations/moved.ts'
import { failureWords, operationView } from '../operations/view.ts'
import type { Services } from '../services.ts'
import { losesData } from '../updates/going-back.ts'
import { skippedIn } from '../updates/policy.ts'
import { helpDeskNow } from './help-desk.ts'
import { leftoverView } from './leftover.ts'
import { moneyOf } from './money.ts'

/** What this help desk knows of one add-on by itself, whatever the list says. `name` null: nothing at all. */
export const knownOf = async (slug: string, services: Services, res: Response) => {
  const { operations, connection, now } = services
  const installation = await installedHere(slug, services)
  const operation = await operations.openFor(slug)
  const money = await moneyOf(slug, services)
  const leftover = installation ? undefined : await services.leftover(slug)
  const wishes = await services.updates.wishesFor(slug)
  const question = {
    installation,
    running: Boolean(operation),
    connection: await connection.current(),
    money,
    operator: viewerOf(res),
    helpDesk: await helpDeskNow(services, res),
    putBack: wishes.putBack,
    now: now(),
  }
  const named = installation ?? money.latest ?? money.cancellation ?? leftover
  return {
    question,
    operation,
    leftover,
    latest: await operations.latestFor(slug),
    skipped: installation ? skippedIn(wishes.skipped, installation) : [],
    name: named?.name ?? (money.entitlement ? slug : null),
  }
}

export type Known = Awaited<ReturnType<typeof knownOf>>

const installedHere = async (slug: string, { installations, addonSettings }: Services) => {
  const installation = await installations.find(slug)
  if (!installation) return null
  return { ...installation, needsSetUp: (await addonSettings.unfinished()).has(slug) }
}

/** What the templates show of it, beside the offer. */
export const shownOf = async (
  { question, operation, latest, leftover, skipped }: Known,
  services: Services,
  req: Request,
  res: Response,
) => ({
  installation: question.installation,
  losesData: question.installation !== null && (await losesData(services, question.installation)),
  operation: operation && operationView(operation, services, res),
  /** the last try to put a release in place, if it came to nothing and that is still in the way */
  failedMove:
    latest && (question.installation ? isFailedMove(latest) : leftover && isNotTakenOver(latest))
      ? operationView(latest, services, res)
      : null,
  helpDesk: question.helpDesk,
  skipped,
  /** what an uninstall left behind */
  leftover: leftover && !operation ? leftoverView(leftover, res) : null,
  /** what was paid for, while it goes on */
  right: isBought(question.money.entitlement) ? question.money.entitlement : null,
  connection: await connectionPanel(services, req),
  reasonOf: (why: Failure) => failureWords(why, services, res),
  masked,
  fieldsInWords: (fields: string[]) =>
    res.locals.format.list(fields.map(field => res.locals.t('purchases.open.field', { field }))),
})
