import { Socket } from 'node:net'
import { encodeFrame, frameReader } from '../contracts/runner/frames.ts'
import type { Report } from '../contracts/runner.ts'
import type { Order } from '../contracts/runner/orders.ts'
import { runnerFor } from './runner.ts'

// The one way in and out. When the panel ends, so does this; and whatever goes wrong here ends it too, and is replaced.
const panel = new Socket({ fd: 3 })
panel.on('close', () => process.exit())
panel.on('error', () => process.exit(1))

let waiting: Buffer[] = []
const flush = () => {
  if (waiting.length > 0) panel.write(waiting.length === 1 ? (waiting[0] ?? '') : Buffer.concat(waiting))
  waiting = []
}
const tell = (report: Report, body?: string) => {
  waiting.push(encodeFrame(report, body))
  // what comes next may never end: these must have left the process before
  if (report.kind === 'turn' || report.kind === 'done') flush()
}

const obey = await runnerFor(tell)
tell({ kind: 'ready' })
flush()

// what a rush of calls leaves behind is given back once nobody is kept waiting by that; it takes three rounds
const tidy = () => {
  for (let i = 0; i < 3; i++) globalThis.gc?.()
}
const rest = setTimeout(tidy, 2000)

const read = frameReader()
let work: Promise<void> = Promise.resolve()
panel.on('data', chunk => {
  rest.refresh()
  for (const { head, body } of read(Buffer.from(chunk)))
    work = work.then(() => obey(head as Order, body)).then(flush)
})
