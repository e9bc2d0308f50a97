import { type FileHandle, open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { damaged, notOurs, Unusable } from '../../marketplace/backups.ts'

/** A line holds one row: more than this, no row of ours has. */
const longestLine = 64 * 2 ** 20
const newline = 10

/** Opens a backup once and reads it as often as it is asked to: always the same file, whatever its name means later. */
export const openBackup = async (file: string) => {
  const handle = await open(file, 'r').catch((error: unknown) => {
    throw new Unusable(`${file} can’t be read: ${whyNot(error)}.`, { cause: error })
  })
  if (!(await handle.stat()).isFile()) {
    await handle.close()
    throw new Unusable(`${file} is not a file.`)
  }
  return {
    lines: () => linesIn(Readable.from(bytesOf(handle))),
    close: () => handle.close(),
  }
}
export type OpenBackup = Awaited<ReturnType<typeof openBackup>>

const whyNot = (error: unknown) => {
  const code = error instanceof Error && 'code' in error ? error.code : ''
  if (code === 'ENOENT') return 'there is no such file'
  return code === 'EACCES' ? 'this user may not read it' : String(code)
}

const bytesOf = async function* (handle: FileHandle): AsyncGenerator<Buffer> {
  for (let at = 0; ; ) {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(2 ** 16), 0, 2 ** 16, at)
    if (bytesRead === 0) return
    yield buffer.subarray(0, bytesRead)
    at += bytesRead
  }
}

const linesIn = async function* (stream: Readable): AsyncGenerator<string> {
  const unzip = createGunzip()
  stream.once('error', error => unzip.destroy(error))
  try {
    yield* linesOf(stream.pipe(unzip))
  } catch (error) {
    throw inOurWords(error)
  } finally {
    stream.destroy()
    unzip.destroy()
  }
}

const linesOf = async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let held: Buffer[] = []
  let size = 0
  for await (const chunk of chunks) {
    let from = 0
    for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, from)) {
      yield Buffer.concat([...held, chunk.subarray(from, at)]).toString('utf8')
      held = []
      size = 0
      from = at + 1
    }
    held.push(chunk.subarray(from))
    size += chunk.length - from
    if (size > longestLine) throw damaged('a line is too long')
  }
  if (size > 0) throw damaged('it is cut off')
}

const inOurWords = (error: unknown) => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (error instanceof Unusable || !code.startsWith('Z_')) return error
  if (code === 'Z_BUF_ERROR') return damaged('it is cut off')
  return error instanceof Error && error.message === 'incorrect header check'
    ? notOurs()
    : damaged('it can’t be unpacked')
}
