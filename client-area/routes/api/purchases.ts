import { z } from 'zod'
import {
  purchase,
  purchaseList,
  purchaseRequest,
  reference,
  withdrawalReply,
} from '../../../contracts/marketplace-api.ts'
import { operation, plain } from './operation.ts'
import { ApiProblem } from './problems.ts'

const byReference = z.object({ reference })

const placePurchase = operation({
  ...plain,
  id: 'placePurchase',
  method: 'post',
  path: '/purchases',
  summary:
    'Charges the account’s default card at once. The same key with the same body has the same result, whenever it is sent',
  scope: 'purchases',
  ownerOnly: true,
  limited: 'purchases',
  keyed: true,
  body: purchaseRequest,
  reply: { description: 'What became of it: `state` tells', schema: purchase },
  problems: ['withdrawn', 'key_in_use', 'key_reused'],
  async answer({ licence, key, body, services: { billing } }) {
    const purchasing = await billing.marketplace.purchase(licence, key, body)
    switch (purchasing.kind) {
      case 'answer':
        return purchasing.purchase
      case 'withdrawn':
        throw new ApiProblem('withdrawn')
      case 'key reused':
        throw new ApiProblem('key_reused')
      case 'key in use':
        throw new ApiProblem('key_in_use', 'Ask for it by its reference.', { 'Retry-After': '1' })
    }
  },
})

const listPurchases = operation({
  ...plain,
  id: 'listOpenPurchases',
  method: 'get',
  path: '/purchases',
  summary: 'The purchases of this licence that are not settled, oldest first',
  ownerOnly: true,
  query: z.object({ open: z.literal('1') }),
  reply: { description: 'Payment due, action required, or processing', schema: purchaseList },
  async answer({ licence, services: { billing } }) {
    return { purchases: await billing.marketplace.openPurchases(licence) }
  },
})

const findPurchase = operation({
  ...plain,
  id: 'findPurchase',
  method: 'get',
  path: '/purchases/{reference}',
  summary: 'The purchase with this Idempotency-Key; 404: it never arrived',
  ownerOnly: true,
  params: byReference,
  reply: { description: 'The purchase as it is now', schema: purchase },
  async answer({ licence, params, services: { billing } }) {
    const found = await billing.marketplace.findPurchase(licence, params.reference)
    if (!found) throw new ApiProblem('not_found')
    return found
  },
})

const withdrawPurchase = operation({
  ...plain,
  id: 'withdrawPurchase',
  method: 'post',
  path: '/purchases/{reference}/withdrawal',
  summary:
    'Takes back a purchase that was never paid, and its invoice; one that never arrived never buys from now on',
  scope: 'purchases',
  ownerOnly: true,
  limited: 'changes',
  params: byReference,
  reply: {
    description: 'The purchase as it is now: withdrawn, or as it was where it is paid or under way',
    schema: withdrawalReply,
  },
  answer: ({ licence, params, services: { billing } }) =>
    billing.marketplace.withdraw(licence, params.reference),
})

export const purchaseOperations = [placePurchase, listPurchases, findPurchase, withdrawPurchase]
