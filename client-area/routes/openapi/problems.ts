import { type ProblemCode, problem } from '../../../contracts/marketplace-api.ts'
import type { Operation } from '../api/operation.ts'
import { problems } from '../api/problems.ts'
import { schemaOf } from './schemas.ts'

/** Every problem an operation may answer with, by its status. */
export const problemReplies = (operation: Operation) => {
  const codes = new Set<ProblemCode>([...codesOfAll, ...codesOf(operation), ...operation.problems])
  const statuses = new Set([...codes].map(code => problems[code].status))
  const codesWith = (status: number) => [...codes].filter(code => problems[code].status === status)
  return Object.fromEntries([...statuses].map(status => [status, reply(status, codesWith(status))]))
}

const codesOfAll: ProblemCode[] = ['missing_token', 'invalid_token', 'insufficient_scope', 'server_error']

const codesOf = ({ params, query, body, keyed, limited, ownerOnly }: Operation): ProblemCode[] => {
  const hasBody = !body.safeParse(undefined).success
  const isNamed = Object.keys(params.shape).length > 0
  const isRead = hasBody || keyed || isNamed || Object.keys(query.shape).length > 0
  return [
    ...(isNamed ? (['not_found'] as const) : []),
    ...(ownerOnly ? (['not_owner'] as const) : []),
    ...(limited ? (['too_many_requests'] as const) : []),
    ...(isRead ? (['invalid_request'] as const) : []),
    ...(keyed ? (['key_missing'] as const) : []),
    ...(hasBody ? (['unsupported_media_type', 'too_large'] as const) : []),
  ]
}

const reply = (status: number, codes: ProblemCode[]) => {
  const code = { type: 'string', enum: codes }
  return {
    description: codes.map(one => `${one}: ${problems[one].title}`).join('. '),
    ...(headers[status] ? { headers: headers[status] } : {}),
    content: {
      'application/problem+json': {
        schema: { allOf: [schemaOf(problem), { type: 'object', properties: { code } }] },
      },
    },
  }
}

const text = { type: 'string' }
const challenge = {
  'WWW-Authenticate': { description: 'What is wrong with the token (RFC 6750)', schema: text },
}
const wait = {
  'Retry-After': { description: 'Seconds to wait', schema: { type: 'integer', minimum: 1 } },
}
const headers: Record<number, object> = { 401: challenge, 403: challenge, 409: wait, 429: wait }
