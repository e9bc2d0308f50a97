import { limits } from './limits.ts'

/** One message between panel and runner: what it is, and a text that neither side needs to read to pass it on. */
export interface Frame {
  head: unknown
  body: string
}

/** The other side does not speak our language: nothing that it says can be used any more. */
export class Garbled extends Error {}

/** Two lengths, the head as JSON, the body as it is. */
export const encodeFrame = (head: object, body = ''): Buffer => {
  const text = JSON.stringify(head)
  const [headLength, bodyLength] = [Buffer.byteLength(text), Buffer.byteLength(body)]
  const bytes = Buffer.allocUnsafe(8 + headLength + bodyLength)
  bytes.writeUInt32LE(headLength, 0)
  bytes.writeUInt32LE(bodyLength, 4)
  bytes.write(text, 8)
  bytes.write(body, 8 + headLength)
  return bytes
}

/** Takes bytes as they come and answers with the frames that are whole. Throws Garbled. */
export const frameReader = () => {
  let rest: Buffer = Buffer.alloc(0)

  const next = (): Frame | undefined => {
    if (rest.length < 8) return undefined
    const [headLength, bodyLength] = [rest.readUInt32LE(0), rest.readUInt32LE(4)]
    // stops a frame without end from filling our memory
    if (headLength + bodyLength > limits.frame) throw new Garbled('a frame is too long')
    const end = 8 + headLength + bodyLength
    if (rest.length < end) return undefined
    const head = rest.toString('utf8', 8, 8 + headLength)
    const body = rest.toString('utf8', 8 + headLength, end)
    rest = rest.subarray(end)
    return { head: parsed(head), body }
  }

  return function* (chunk: Buffer): Generator<Frame> {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    for (let frame = next(); frame; frame = next()) yield frame
  }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Garbled('a head is not JSON', { cause })
  }
}
