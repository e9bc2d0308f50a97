import { reading } from './bytes.ts'
import { block, type Header, readHeader } from './headers.ts'
import { limits, refuse } from './rules.ts'

export interface TarEntry extends Header {
  type: 'file' | 'directory'
  bytes: Buffer
}

/** Asked of each entry before its content is read. It throws to refuse. */
export type Admit = (entry: Header) => void

/** The entries of a tar, in order. Framing, padding and end have to be exact. */
export async function* tarEntries(pieces: AsyncIterable<Uint8Array>, admit: Admit): AsyncGenerator<TarEntry> {
  const reader = reading(pieces)
  try {
    yield* entriesIn(reader, admit)
    await checkEnd(reader)
  } finally {
    await reader.close()
  }
}

async function* entriesIn(reader: Reader, admit: Admit): AsyncGenerator<TarEntry> {
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
      yield { type, ...header, bytes: await contentOf(reader, header.size) }
    }
    timesBefore = type === 'times'
  }
  if (timesBefore) refuse('an extended header stands alone')
}

type Reader = ReturnType<typeof reading>

const contentOf = async (reader: Reader, size: number) => {
  const padded = await reader.take(Math.ceil(size / block) * block)
  if (!isZero(padded.subarray(size))) refuse('an entry hides bytes behind its end')
  return padded.subarray(0, size)
}

// An extended header may say when a file changed, which is ignored; never another name, size or owner.
const readTimes = async (reader: Reader, size: number) => {
  if (size > block) refuse('an extended header is too long')
  let rest = (await contentOf(reader, size)).toString('latin1')
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
