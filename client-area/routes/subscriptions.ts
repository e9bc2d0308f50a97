import { Router } from 'express'
import type { RightInFull } from '../billing/backend.ts'
import { showPage } from './pages.ts'
import type { Services } from './services.ts'
import { named, notYours, type Visit, type Visits } from './visits.ts'

/** What the accounts subscribe to and have bought. Cancel works here too: a dead help desk must not pay for ever. */
export const subscriptionRoutes = (services: Services, { reading, changing }: Visits) => {
  const { paths } = services
  const { desk } = services.billing

  const heldBy = async ({ accounts }: Visit) => {
    const held = await desk.subscriptions(accounts.map(({ id }) => id))
    const isTaxed = ({ right }: RightInFull) =>
      accounts.some(({ id, tax }) => id === right.accountId && tax !== null)
    return Promise.all(
      held.map(async one => ({ ...(await withHelpDesk(services, one)), isTaxed: isTaxed(one) })),
    )
  }

  const listSubscriptions = async (visit: Visit) => {
    const held = await heldBy(visit)
    const isEnded = ({ right }: RightInFull) => right.state === 'ended'
    showPage(services, visit, 'subscriptions/index.njk', {
      title: 'Subscriptions',
      section: 'subscriptions',
      live: held.filter(one => one.right.kind === 'recurring' && !isEnded(one)),
      bought: held.filter(one => one.right.kind === 'one-time' && !isEnded(one)),
      ended: held.filter(one => one.right.kind !== 'free' && isEnded(one)),
    })
  }

  const ownSubscription = async (visit: Visit) => {
    const found = (await heldBy(visit)).find(({ right }) => right.id === named(visit, 'id'))
    if (found?.right.kind !== 'recurring') throw notYours(visit)
    return found
  }

  /** Before the press what it will do, after it what it has done. */
  const showCancellation = async (visit: Visit) => {
    const one = await ownSubscription(visit)
    const name = `${one.product.name}, ${one.right.cycle}`
    const isOver = one.right.state === 'ended'
    showPage(services, visit, isOver ? 'subscriptions/cancelled.njk' : 'subscriptions/cancellation.njk', {
      title: isOver ? `${name}: ended` : `Cancel ${name}?`,
      section: 'subscriptions',
      one,
    })
  }

  const cancel = async (visit: Visit) => {
    const { right } = await ownSubscription(visit)
    await desk.endSubscription(right.id, visit.person.email)
    visit.res.redirect(303, paths.cancellation(right.id))
  }

  return Router()
    .get('/subscriptions', reading(listSubscriptions))
    .get('/subscriptions/:id/cancellation', reading(showCancellation))
    .post('/subscriptions/:id/cancellation', changing(cancel))
}

const withHelpDesk = async ({ licences, now }: Services, one: RightInFull) => {
  const panel = (await licences.find(one.right.licenceId))?.panel ?? ''
  const { addon, paidUntil } = one.right
  const isPaidAhead = paidUntil !== null && paidUntil > now().toISOString()
  return { ...one, panel, addonPage: `${panel}/addons/${addon}`, isPaidAhead }
}
