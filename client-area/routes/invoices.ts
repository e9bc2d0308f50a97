import { Router } from 'express'
import type { Paying } from '../billing/backend.ts'
import { inquiryOf } from './invoices/inquiries.ts'
import { rowsOf } from './invoices/rows.ts'
import { readForm } from './middleware/forms.ts'
import { showPage } from './pages.ts'
import type { Services } from './services.ts'
import { named, notYours, type Visit, type Visits } from './visits.ts'

/** Invoices and credit notes to read, print and pay. */
export const invoiceRoutes = (services: Services, { reading, changing }: Visits) => {
  const { paths } = services
  const { desk } = services.billing

  const listInvoices = async (visit: Visit) => {
    const invoices = await desk.invoices(visit.accounts.map(({ id }) => id))
    showPage(services, visit, 'invoices/index.njk', {
      title: visit.speech.t('invoices.title'),
      section: 'invoices',
      ...rowsOf(invoices, services.now(), visit.speech),
    })
  }

  const showInvoice = async (visit: Visit, errors: Record<string, string> = {}) => {
    const inquiry = await inquiryOf(services, visit)
    const { invoice } = inquiry
    showPage(services, visit, 'invoices/show.njk', {
      title: visit.speech.t(invoice.corrects ? 'invoice.title-credit' : 'invoice.title', {
        number: String(invoice.number),
      }),
      section: 'invoices',
      ...inquiry,
      errors,
    })
  }

  const pay = async (visit: Visit) => {
    const { invoice, cards } = await inquiryOf(services, visit)
    const card = cards.find(({ id }) => id === readForm(visit.req)['card'])
    if (!card) return refuse(visit)
    return lead(visit, await desk.pay(String(invoice.number), card.id))
  }

  // Declined, processing, paid already: the invoice's page says how it stands, also after a reload.
  const lead = (visit: Visit, outcome: Paying) => {
    if (outcome.kind === 'unknown') throw notYours(visit)
    if (outcome.kind === 'no such card') return refuse(visit)
    const number = named(visit, 'number')
    const page = outcome.kind === 'action required' ? paths.confirmation(number) : paths.invoice(number)
    return visit.res.redirect(303, page)
  }

  const refuse = (visit: Visit) => {
    visit.res.status(422)
    return showInvoice(visit, { card: visit.speech.t('invoice.card-wrong') })
  }

  const askToConfirm = async (visit: Visit) => {
    const inquiry = await inquiryOf(services, visit)
    const { invoice, standing } = inquiry
    if (standing !== 'action required') return visit.res.redirect(303, paths.invoice(named(visit, 'number')))
    return showPage(services, visit, 'invoices/confirmation.njk', {
      title: visit.speech.t('confirmation.title', { number: String(invoice.number) }),
      section: 'invoices',
      ...inquiry,
    })
  }

  const confirm = async (visit: Visit) => {
    const { invoice } = await inquiryOf(services, visit)
    const { answer } = readForm(visit.req)
    if (answer !== 'confirm' && answer !== 'refuse')
      return visit.res.redirect(303, paths.confirmation(named(visit, 'number')))
    return lead(visit, await desk.confirm(String(invoice.number), answer === 'confirm'))
  }

  return Router()
    .get('/invoices', reading(listInvoices))
    .get(
      '/invoices/:number',
      reading(visit => showInvoice(visit)),
    )
    .post('/invoices/:number', changing(pay))
    .get('/invoices/:number/confirmation', reading(askToConfirm))
    .post('/invoices/:number/confirmation', changing(confirm))
}
