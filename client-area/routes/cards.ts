import { Router } from 'express'
import { hasExpired } from '../billing/expiry.ts'
import type { CardProblem } from '../billing/gateway.ts'
import type { Card } from '../billing/records.ts'
import type { Translate } from '../messages.ts'
import { readForm } from './middleware/forms.ts'
import { showPage } from './pages.ts'
import type { Services } from './services.ts'
import { named, notYours, said, type Visit, type Visits } from './visits.ts'

/** What is wrong with the form, by the id of the field. A card's number is never sent back. */
interface Typed {
  account: string
  expires: string
  /** number of the invoice that waits for this card */
  invoice: string
  errors: Record<string, string>
}
const empty: Typed = { account: '', expires: '', invoice: '', errors: {} }

/** Cards that an account is charged by: how many there are, which one is the default, and which one goes. */
export const cardRoutes = (services: Services, { reading, changing }: Visits) => {
  const { paths, now } = services
  const { desk } = services.billing

  const showCards = async (visit: Visit, form: Typed) => {
    const holders = visit.accounts.map(async account => ({
      account,
      cards: (await desk.cards(account.id)).map(card => ({
        ...card,
        hasExpired: hasExpired(card.expires, now()),
      })),
    }))
    showPage(services, visit, 'cards/index.njk', {
      title: visit.speech.t('cards.title'),
      section: 'cards',
      said: said(visit, done),
      holders: await Promise.all(holders),
      form,
      errors: form.errors,
    })
  }

  const showEmpty = (visit: Visit) => {
    const { invoice } = visit.req.query
    return showCards(visit, { ...empty, invoice: typeof invoice === 'string' ? invoice : '' })
  }

  const addCard = async (visit: Visit) => {
    const { account = '', number = '', expires = '', invoice = '' } = readForm(visit.req)
    const holder = visit.accounts.find(({ id }) => id === account)
    if (!holder) throw notYours(visit)
    const errors = missing(number, expires, visit.speech.t)
    if (Object.keys(errors).length > 0) return refuse(visit, { account, expires, invoice, errors })
    const outcome = await desk.addCard(holder.id, { number, expires })
    if (outcome.kind === 'wrong')
      return refuse(visit, {
        account,
        expires,
        invoice,
        errors: { [outcome.field]: wrong(outcome.problem, visit.speech.t) },
      })
    return visit.res.redirect(303, invoice === '' ? `${paths.cards}?done=added` : paths.invoice(invoice))
  }

  const refuse = (visit: Visit, form: Typed) => {
    visit.res.status(422)
    return showCards(visit, form)
  }

  const ownCard = async (visit: Visit) => {
    const cards = await Promise.all(visit.accounts.map(({ id }) => desk.cards(id)))
    const card = cards.flat().find(({ id }) => id === named(visit, 'id'))
    if (!card) throw notYours(visit)
    return card
  }

  const chooseDefault = async (visit: Visit) => {
    const { accountId, id } = await ownCard(visit)
    await desk.makeDefault(accountId, id)
    visit.res.redirect(303, `${paths.cards}?done=default`)
  }

  const askRemoval = async (visit: Visit) => {
    const card = await ownCard(visit)
    const others = (await desk.cards(card.accountId)).filter(({ id }) => id !== card.id)
    const rights = await desk.subscriptions([card.accountId])
    const { t } = visit.speech
    showPage(services, visit, 'cards/removal.njk', {
      title: t('cards.removal.title', { card: t('cards.is', { brand: card.brand, last4: card.last4 }) }),
      section: 'cards',
      card,
      next: others.toSorted(newestFirst)[0],
      renewals: rights.filter(({ right }) => right.kind === 'recurring' && right.state !== 'ended'),
    })
  }

  const removeCard = async (visit: Visit) => {
    const { accountId, id } = await ownCard(visit)
    await desk.removeCard(accountId, id)
    visit.res.redirect(303, `${paths.cards}?done=removed`)
  }

  return Router()
    .get('/cards', reading(showEmpty))
    .post('/cards', changing(addCard))
    .post('/cards/:id/default', changing(chooseDefault))
    .get('/cards/:id/removal', reading(askRemoval))
    .post('/cards/:id/removal', changing(removeCard))
}

const done = new Map([
  ['added', 'cards.said.added'],
  ['default', 'cards.said.default'],
  ['removed', 'cards.said.removed'],
])

const wrong = (problem: CardProblem, t: Translate) =>
  t('cards.wrong', { problem: problem.replaceAll(' ', '_'), test: '4242 4242 4242 4242' })

const missing = (number: string, expires: string, t: Translate) => ({
  ...(number.trim() === '' ? { number: t('cards.number-missing') } : {}),
  ...(expires.trim() === '' ? { expires: t('cards.expires-missing') } : {}),
})

const newestFirst = (a: Card, b: Card) => b.createdAt.localeCompare(a.createdAt)
