import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import type { z } from 'zod'
import { OutOfReach } from '../marketplace/errors.ts'
import { exchange } from './exchange.ts'
import type { Ask, Reply } from './reply.ts'

export { OutOfReach } from '../marketplace/errors.ts'
export type { Ask, Reply } from './reply.ts'

export interface Answer extends Omit<Reply, 'chunks'> {
  body: Buffer
}

/** Asks and reads the whole reply into memory; throws OutOfReach. */
export const fetchBytes = (address: URL | string, ask: Ask): Promise<Answer> =>
  exchange(address, ask, async ({ chunks, ...head }) => {
    const all: Buffer[] = []
    for await (const chunk of chunks) all.push(chunk)
    return { ...head, body: Buffer.concat(all) }
  })

/** Asks for JSON and checks it. A reply that is not what the schema says is out of reach, too: `unreadable`. */
export const fetchJson = async <T>(address: URL | string, schema: z.ZodType<T>, ask: Ask) => {
  const answer = await fetchBytes(address, {
    ...ask,
    headers: { accept: 'application/json', ...ask.headers },
  })
  return { ...answer, json: readJson(address, schema, answer) }
}

/** Reads a body that has arrived as JSON of one form. */
export const readJson = <T>(address: URL | string, schema: z.ZodType<T>, { body, serverTime }: Answer): T => {
  try {
    return schema.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)))
  } catch (error) {
    throw new OutOfReach('unreadable', new URL(address).origin, { cause: error, serverTime })
  }
}

/** Writes the reply to an open file as it comes, and answers with its length and SHA-256. */
export const fetchTo = (address: URL | string, file: FileHandle, ask: Ask) =>
  exchange(address, ask, async ({ chunks }) => {
    const hash = createHash('sha256')
    let length = 0
    for await (const chunk of chunks) {
      await file.writeFile(chunk)
      hash.update(chunk)
      length += chunk.length
    }
    return { length, sha256: hash.digest('hex') }
  })
