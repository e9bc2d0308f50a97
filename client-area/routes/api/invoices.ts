import { z } from 'zod'
import { invoiceList, invoiceSummary } from '../../../contracts/marketplace-api.ts'
import { operation, plain } from './operation.ts'
import { ApiProblem } from './problems.ts'

const listInvoices = operation({
  ...plain,
  id: 'listInvoices',
  method: 'get',
  path: '/invoices',
  summary: 'The invoices of this licence, newest first',
  ownerOnly: true,
  reply: { description: 'At most the 200 newest', schema: invoiceList },
  async answer({ licence, services: { billing } }) {
    return { invoices: (await billing.marketplace.invoices(licence)).slice(0, 200) }
  },
})

const findInvoice = operation({
  ...plain,
  id: 'findInvoice',
  method: 'get',
  path: '/invoices/{number}',
  summary: 'One invoice of this licence',
  ownerOnly: true,
  params: z.object({ number: invoiceSummary.shape.number }),
  reply: { description: 'The invoice as it is now', schema: invoiceSummary },
  async answer({ licence, params, services: { billing } }) {
    const found = await billing.marketplace.invoice(licence, params.number)
    if (!found) throw new ApiProblem('not_found')
    return found
  },
})

export const invoiceOperations = [listInvoices, findInvoice]
