import type { Request, RequestHandler, Response } from 'express'
import { z } from 'zod'
import type { ProblemCode } from '../../../contracts/marketplace-api.ts'
import { type ApiScope, type Caller, callerOf, checkOwner } from '../bearer.ts'
import type { Services } from '../services.ts'
import { checkLimit, type Limited } from './limits.ts'
import { keyIn, readBody, readParams, readQuery } from './reading.ts'

/** One method of one address: the router and the OpenAPI are both made from it, so that they can't differ. */
export interface Operation {
  id: string
  method: 'get' | 'post'
  /** as OpenAPI writes it: `/purchases/{reference}` */
  path: string
  summary: string
  scope: ApiScope
  /** only for people of the account that owns the licence */
  ownerOnly: boolean
  limited: Limited | undefined
  params: z.ZodObject
  query: z.ZodObject
  /** whether the header Idempotency-Key is required */
  keyed: boolean
  body: z.ZodType
  reply: { description: string; schema: z.ZodType | 'archive' }
  /** beyond those that every operation of its kind may answer with */
  problems: ProblemCode[]
  handle: (services: Services) => RequestHandler
}

/** A request that has been read and allowed. */
export interface Call<P, Q, B> extends Caller {
  services: Services
  params: P
  query: Q
  body: B
  key: string
}

type Described = Omit<Operation, 'params' | 'query' | 'body' | 'handle'>
interface Definition<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType, A> extends Described {
  params: P
  query: Q
  body: B
  answer: (call: Call<z.output<P>, z.output<Q>, z.output<B>>) => Promise<A>
}

/** What an operation is unless it says otherwise. */
export const plain = {
  scope: 'marketplace',
  ownerOnly: false,
  limited: undefined,
  params: z.object({}),
  query: z.object({}),
  keyed: false,
  body: z.undefined(),
  problems: [],
} as const satisfies Partial<Operation>

/** An operation whose answer goes out by `send`. */
export const operationSent = <P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType, A>(
  definition: Definition<P, Q, B, A>,
  send: (answer: A, req: Request, res: Response) => Promise<void> | void,
): Operation => {
  const { answer, ...described } = definition
  const { scope, ownerOnly, limited, params, query, keyed, body } = definition
  const handle =
    (services: Services): RequestHandler =>
    async (req, res) => {
      const caller = await callerOf(services, req, scope)
      const named = readParams(params, req)
      if (ownerOnly) await checkOwner(services, caller)
      if (limited) await checkLimit(services, caller, limited)
      const call = { ...caller, services, params: named, query: readQuery(query, req) }
      const key = keyed ? keyIn(req) : ''
      await send(await answer({ ...call, key, body: await readBody(body, req, res) }), req, res)
    }
  return { ...described, handle }
}

/** An operation that answers with JSON of its schema: what else an object carries stays here. */
export const operation = <
  P extends z.ZodObject,
  Q extends z.ZodObject,
  B extends z.ZodType,
  R extends z.ZodType,
>(
  definition: Definition<P, Q, B, z.input<R>> & { reply: { description: string; schema: R } },
) => operationSent(definition, (answer, _, res) => void res.json(definition.reply.schema.parse(answer)))
