import type { z } from 'zod'
import { reference } from '../../../contracts/marketplace-api.ts'
import type { Operation } from '../api/operation.ts'
import { problemReplies } from './problems.ts'
import { schemaOf } from './schemas.ts'

/** One operation, as OpenAPI tells it. */
export const described = (operation: Operation) => {
  const { id, summary, scope, body, reply } = operation
  return {
    operationId: id,
    summary,
    security: [{ login: [scope] }],
    parameters: parametersOf(operation),
    ...(body.safeParse(undefined).success ? {} : { requestBody: bodyOf(body) }),
    responses: {
      200: { description: reply.description, ...contentOf(reply.schema) },
      ...problemReplies(operation),
    },
  }
}

const bodyOf = (body: z.ZodType) => ({
  required: true,
  content: { 'application/json': { schema: schemaOf(body) } },
})

const contentOf = (schema: Operation['reply']['schema']) => {
  if (schema !== 'archive') return { content: { 'application/json': { schema: schemaOf(schema) } } }
  const length = { description: 'Its size in bytes', required: true, schema: { type: 'integer', minimum: 1 } }
  return { headers: { 'Content-Length': length }, content: { 'application/gzip': {} } }
}

const parametersOf = ({ params, query, keyed }: Operation) => [
  ...placed('path', params),
  ...placed('query', query),
  ...(keyed ? [key] : []),
]

const placed = (place: 'path' | 'query', { shape }: z.ZodObject) =>
  Object.entries(shape).map(([name, schema]) => ({
    name,
    in: place,
    required: !isOptional(schema),
    schema: schemaOf(schema),
  }))

const isOptional = (schema: z.core.$ZodType) => schema._zod.optin === 'optional'

const key = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  description:
    'The caller’s own name for this request: sent again with the same content, it has the same result',
  schema: schemaOf(reference),
}
