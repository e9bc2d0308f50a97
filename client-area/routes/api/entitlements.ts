import { z } from 'zod'
import { entitlement, entitlementList, freeRequest } from '../../../contracts/marketplace-api.ts'
import { operation, plain } from './operation.ts'
import { ApiProblem } from './problems.ts'

const byId = z.object({ id: entitlement.shape.id })

const listEntitlements = operation({
  ...plain,
  id: 'listEntitlements',
  method: 'get',
  path: '/entitlements',
  summary: 'Every right of this licence, newest first; those that ended within a year, too',
  ownerOnly: true,
  reply: { description: 'The rights', schema: entitlementList },
  async answer({ licence, services: { billing } }) {
    return { entitlements: await billing.marketplace.entitlements(licence) }
  },
})

const findEntitlement = operation({
  ...plain,
  id: 'findEntitlement',
  method: 'get',
  path: '/entitlements/{id}',
  summary: 'One right of this licence',
  ownerOnly: true,
  params: byId,
  reply: { description: 'The right as it is now', schema: entitlement },
  async answer({ licence, params, services: { billing } }) {
    const found = await billing.marketplace.entitlement(licence, params.id)
    if (!found) throw new ApiProblem('not_found')
    return found
  },
})

const takeFree = operation({
  ...plain,
  id: 'takeFreeAddon',
  method: 'post',
  path: '/entitlements',
  summary: 'The right to a free add-on, without order or invoice; asked again, the same one',
  ownerOnly: true,
  limited: 'changes',
  body: freeRequest,
  reply: { description: 'The right', schema: entitlement },
  problems: ['not_found', 'not_free', 'licence_inactive'],
  async answer({ licence, body, services: { billing } }) {
    const granting = await billing.marketplace.grantFree(licence, body.addon)
    switch (granting.kind) {
      case 'granted':
        return granting.entitlement
      case 'unknown add-on':
        throw new ApiProblem('not_found', `There is no add-on ${body.addon} here.`)
      case 'not free':
        throw new ApiProblem('not_free')
      case 'licence inactive':
        throw new ApiProblem('licence_inactive')
    }
  },
})

const cancel = operation({
  ...plain,
  id: 'cancelEntitlement',
  method: 'post',
  path: '/entitlements/{id}/cancellation',
  summary: 'Ends a subscription at once: nothing more is charged, its open invoices are void',
  scope: 'purchases',
  ownerOnly: true,
  limited: 'changes',
  keyed: true,
  params: byId,
  reply: { description: 'The right, ended; asked again, the same', schema: entitlement },
  problems: ['not_recurring'],
  async answer({ licence, person, params, key, services: { billing } }) {
    const how = { reference: key, by: person.email.slice(0, 200) }
    const cancelling = await billing.marketplace.cancel(licence, params.id, how)
    switch (cancelling.kind) {
      case 'cancelled':
        return cancelling.entitlement
      case 'unknown':
        throw new ApiProblem('not_found')
      case 'not recurring':
        throw new ApiProblem('not_recurring')
    }
  },
})

export const entitlementOperations = [listEntitlements, findEntitlement, takeFree, cancel]
