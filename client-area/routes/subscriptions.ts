import { Router } from 'express'
import type { RightInFull } from '../billing/backend.ts'
import type { Speech } from '../speech.ts'
import { showPage } from './pages.ts'
import type { Services } from './services.ts'
import { named, notYours, type Visit, type Visits } from './visits.ts'

/** What the accounts subscribe to and have bought. Cancel works here too: a dead help desk must not pay for ever. */
export const subscriptionRoutes = (services: Services, { reading, changing }: Visits) => {
  const { paths } = services
  const { desk } = services.billing

  const heldBy = async ({ accounts, speech }: Visit) => {
    const held = await desk.subscriptions(accounts.map(({ id }) => id))
    const isTaxed = ({ right }: RightInFull) =>
      accounts.some(({ id, tax }) => id === right.accountId && tax !== null)
    return Promise.all(
      held.map(async one => ({
        ...(await withHelpDesk(services, one)),
        isTaxed: isTaxed(one),
        price: priceOf(one, isTaxed(one), speech),
      })),
    )
  }

  const listSubscriptions = async (visit: Visit) => {
    const held = await heldBy(visit)
    const isEnded = ({ right }: RightInFull) => right.state === 'ended'
    showPage(services, visit, 'subscriptions/index.njk', {
      title: visit.speech.t('subscriptions.title'),
      section: 'subscriptions',
      tones: { suspended: 'bad', 'past due': 'warning' },
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
    const { t } = visit.speech
    const name = t('cycles.named', { name: one.product.name, cycle: keyOf(one.right.cycle) })
    const isOver = one.right.state === 'ended'
    showPage(services, visit, isOver ? 'subscriptions/cancelled.njk' : 'subscriptions/cancellation.njk', {
      title: t(isOver ? 'cancellation.title-ended' : 'cancellation.title', { name }),
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

const keyOf = (cycle: string | null) => (cycle ?? '').replaceAll('-', '_')

/** As it is charged next, else as it is owed, else as it is agreed. */
const priceOf = ({ right, next, openInvoice }: RightInFull, isTaxed: boolean, { t, format }: Speech) => {
  const charged = next ?? openInvoice
  const { total, currency } = charged ?? { total: right.net ?? 0, currency: right.currency ?? '' }
  if (currency === '') return ''
  const price = t('cycles.price', { cycle: keyOf(right.cycle), money: format.money(total, currency) })
  if (!isTaxed) return price
  return t(charged ? 'subscriptions.price-taxed' : 'subscriptions.price-untaxed', { price })
}

const withHelpDesk = async ({ licences, now }: Services, one: RightInFull) => {
  const panel = (await licences.find(one.right.licenceId))?.panel ?? ''
  const { addon, paidUntil } = one.right
  const isPaidAhead = paidUntil !== null && paidUntil > now().toISOString()
  return { ...one, panel, addonPage: `${panel}/addons/${addon}`, isPaidAhead }
}
