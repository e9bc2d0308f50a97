import express, { type Request, type Response } from 'express'
import { z } from 'zod'
import { reference } from '../../../contracts/marketplace-api.ts'
import { ApiProblem } from './problems.ts'

/** A name that can't exist is the name of nothing. */
export const readParams = <T extends z.ZodType>(schema: T, req: Request): z.output<T> => {
  const read = schema.safeParse(req.params)
  if (!read.success) throw new ApiProblem('not_found')
  return read.data
}

export const readQuery = <T extends z.ZodType>(schema: T, req: Request): z.output<T> =>
  readAs(schema, req.query)

/** The caller's own name for this request; the same one again has the same result. */
export const keyIn = (req: Request) => {
  const given = req.get('idempotency-key')
  if (given === undefined || given === '') throw new ApiProblem('key_missing')
  const read = reference.safeParse(given)
  if (!read.success)
    throw new ApiProblem('invalid_request', 'Idempotency-Key: 16 to 60 letters, digits, - and _ are needed.')
  return read.data
}

// Compressed bodies are refused: a few bytes could unpack to any size.
const parse = express.json({ limit: '10kb', inflate: false, strict: true })

/** Reads a JSON body; callers know the field that is wrong. */
export const readBody = async <T extends z.ZodType>(
  schema: T,
  req: Request,
  res: Response,
): Promise<z.output<T>> => {
  if (schema instanceof z.ZodUndefined) return schema.parse(undefined)
  if (!/^application\/json\s*(;|$)/i.test(req.get('content-type') ?? ''))
    throw new ApiProblem('unsupported_media_type')
  await new Promise<void>((resolve, reject) =>
    parse(req, res, (error: unknown) => (error ? reject(asError(error)) : resolve())),
  )
  return readAs(schema, req.body)
}

const asError = (error: unknown) => (error instanceof Error ? error : new Error(String(error)))

const readAs = <T extends z.ZodType>(schema: T, value: unknown): z.output<T> => {
  const read = schema.safeParse(value)
  if (read.success) return read.data
  throw new ApiProblem('invalid_request', firstProblem(read.error))
}

const firstProblem = ({ issues: [issue] }: z.ZodError) => {
  if (!issue) return ''
  const names = issue.code === 'unrecognized_keys' ? issue.keys : issue.path
  return `${names.join('.').slice(0, 100) || 'body'}: ${issue.message.slice(0, 200)}`
}
