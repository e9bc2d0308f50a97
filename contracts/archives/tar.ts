import { type Reader, reading } from './bytes.ts'
import { block, type Header, readHeader } from './headers.ts'
import { limits, refuse } from './rules.ts'

export interface TarEntry<Content> extends Header {
  type: 'file' | 'directory'
  content: Content
}

/** Asked of each entry before its content is read. It throws to refuse. */
export type Admit = (entry: Header) => void

/** What is made of the content of an entry; it has to read all of it and nothing more. */
export type Take<Content> = (reader: Reader, size: number) => Promise<Content>

/** All the bytes of an entry. */
export const bytesOf: Take<Buffer> = (reader, size) => reader.take(size)

/** The entries of a tar, in order. Framing, padding and end have to be exact. */
export async function* tarEntries<Content>(
  pieces: AsyncIterable<Uint8Array>,
  admit: Admit,
  take: Take<Content>,
): AsyncGenerator<TarEntry<Content>> {
  const reader = reading(pieces)
  try {
    yield* entriesIn(reader, admit, take)
    await checkEnd(reader)
  } finally {
    await reader.close()
  }
}

async function* entriesIn<Content>(
  reader: Reader,
  admit: Admit,
  take: Take<Content>,
): AsyncGenerator<TarEntry<Content>> {
  let timesBefore = false
  for (let entries = 1; ; entries += 1) {
    const head = await reader.take(block)
    if (isZero(head)) break
    if (entries > limits.entries * 2) refuse(`it has more than ${limits.entries} entries`)
    const { type, ...header } = readHeader(head)
    if (type === 'times') {
      if (timesBefore) refuse('an extended header stands alone')
      await readTimes(reader, header.size)
    } else {
      admit({ type, ...header })
      yield { type, ...header, content: await padded(reader, header.size, take) }
    }
    timesBefore = type === 'times'
  }
  if (timesBefore) refuse('an extended header stands alone')
}

const padded = async <Content>(reader: Reader, size: number, take: Take<Content>) => {
  const content = await take(reader, size)
  const padding = await reader.take((block - (size % block)) % block)
  if (!isZero(padding)) refuse('an entry hides bytes behind its end')
  return content
}

// An extended header may say when a file changed, which is ignored; never another name, size or owner.
const readTimes = async (reader: Reader, size: number) => {
  if (size > block) refuse('an extended header is too long')
  let rest = (await padded(reader, size, bytesOf)).toString('latin1')
  while (rest !== '') {
    const length = Number(/^([1-9]\d{0,3}) /.exec(rest)?.[1] ?? refuse('an extended header is broken'))
    const record = rest.slice(0, length)
    if (record.length < length || !/^\d+ mtime=-?\d{1,15}(\.\d{1,12})?\n$/.test(record))
      refuse('an extended header says more than a time')
    rest = rest.slice(length)
  }
}

const checkEnd = async (reader: Reader) => {
  if (!isZero(await reader.take(block))) refuse('its end is broken')
  // up to one record of tar's usual 20 blocks
  for (let blocks = 2; !(await reader.atEnd()); blocks += 1)
    if (blocks >= 20 || !isZero(await reader.take(block))) refuse('something follows its end')
}

const isZero = (bytes: Uint8Array) => bytes.every(byte => byte === 0)
