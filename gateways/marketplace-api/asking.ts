import type { z } from 'zod'
import { type Problem, type ProblemCode, problem, problemCodes } from '../../contracts/marketplace-api.ts'
import { ClientAreaFailure } from '../../marketplace/client-area.ts'
import { answered } from '../client-area-problems.ts'
import { type Answer, fetchBytes, readJson } from '../http.ts'

interface Call {
  method: 'GET' | 'POST'
  token: string
  deadline: number
  /** default: 200 kB */
  ceiling?: number
  /** Idempotency-Key */
  key?: string
  body?: object
}

const statuses = [200, 201, 400, 401, 403, 404, 405, 409, 413, 415, 422, 429]

/** Asks one resource of the marketplace API; whatever is no good answer becomes a ClientAreaFailure. */
export const askerFor = (clientAreaUrl: URL) => {
  const api = `${clientAreaUrl.href.replace(/\/$/, '')}/api/v1`

  const reply = (path: string, call: Call) => answered(fetchBytes(`${api}/${path}`, requestOf(call)))
  const read = <T>(path: string, schema: z.ZodType<T>, answer: Answer) =>
    answered((async () => readJson(`${api}/${path}`, schema, answer))())

  const ask = async <T>(path: string, schema: z.ZodType<T>, call: Call): Promise<T> => {
    const answer = await reply(path, call)
    if (answer.status >= 400) throw failureIn(answer)
    return read(path, schema, answer)
  }

  /** undefined: there certainly is no such thing. Somebody else's 404 page does not say that. */
  const askFor = async <T>(path: string, schema: z.ZodType<T>, call: Call): Promise<T | undefined> => {
    const answer = await reply(path, call)
    if (answer.status < 400) return read(path, schema, answer)
    const failure = failureIn(answer)
    if (answer.status === 404 && failure.code === 'not_found') return undefined
    throw failure
  }

  return { ask, askFor }
}

const requestOf = ({ method, token, deadline, ceiling = 200_000, key, body }: Call) => ({
  method,
  deadline,
  ceiling,
  statuses,
  headers: {
    accept: 'application/json',
    authorization: `Bearer ${token}`,
    ...(key === undefined ? {} : { 'idempotency-key': key }),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  },
  ...(method === 'GET' ? {} : { body: body === undefined ? '' : JSON.stringify(body) }),
})

const failureIn = (answer: Answer) => {
  const { status } = answer
  const code = codeIn(answer)
  const detail = `status ${status} ${code ?? 'without a known code'}`
  if (status === 401) return new ClientAreaFailure('token refused', detail, { code })
  if (status === 429)
    return new ClientAreaFailure('out of reach', detail, { code, retryAfter: secondsIn(answer) })
  return new ClientAreaFailure('unusable reply', detail, { code })
}

const secondsIn = ({ headers }: Answer) =>
  /^\d{1,6}$/.test(headers['retry-after'] ?? '') ? Number(headers['retry-after']) : undefined

const codeIn = ({ status, body }: Answer): ProblemCode | undefined => {
  const told = problemIn(body)
  return told?.status === status ? problemCodes.find(code => code === told.code) : undefined
}

const problemIn = (body: Buffer): Problem | undefined => {
  try {
    return problem.parse(JSON.parse(body.toString('utf8')))
  } catch {
    return undefined
  }
}
