import { z } from 'zod'
import * as api from '../../../contracts/marketplace-api.ts'

/** Everything that travels, by the name it has in the document. */
const named = {
  Account: api.accountReply,
  Licence: api.licenceReply,
  QuoteRequest: api.quoteRequest,
  Quote: api.quote,
  QuoteReply: api.quoteReply,
  PurchaseRequest: api.purchaseRequest,
  Purchase: api.purchase,
  PurchaseList: api.purchaseList,
  NeverArrived: api.neverArrived,
  WithdrawalReply: api.withdrawalReply,
  FreeRequest: api.freeRequest,
  Entitlement: api.entitlement,
  EntitlementList: api.entitlementList,
  Invoice: api.invoiceSummary,
  InvoiceList: api.invoiceList,
  Event: api.event,
  EventFeed: api.eventFeed,
  WebhookBody: api.webhookBody,
  Problem: api.problem,
}

const registry = z.registry<{ id: string }>()
for (const [id, schema] of Object.entries(named)) registry.add(schema, { id })

const addressOf = (id: string) => `#/components/schemas/${id}`

/** The schemas as JSON Schema, each referring to the others by name. */
export const schemas = () => {
  const made = z.toJSONSchema(registry, { uri: addressOf, io: 'input' }).schemas
  return Object.fromEntries(Object.entries(made).map(([id, schema]) => [id, inside(schema)]))
}

/** A named schema by its reference, any other one as it is. */
export const schemaOf = (schema: z.core.$ZodType) => {
  const id = registry.get(schema)?.id
  if (id !== undefined) return { $ref: addressOf(id) }
  return inside(z.toJSONSchema(schema, { io: 'input' }))
}

// A schema inside a document names neither itself nor its dialect.
const ownNames = ['$schema', '$id']
const inside = (schema: object) =>
  Object.fromEntries(Object.entries(schema).filter(([name]) => !ownNames.includes(name)))
