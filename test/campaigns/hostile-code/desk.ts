import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { DeskOrders } from './desk-orders.ts'

const program = fileURLToPath(new URL('desk-process.ts', import.meta.url))

/** found in no answer, line or error of an add-on, ever */
export const canaries = [
  'canary-of-the-environment',
  'canary-of-a-secret',
  'canary-of-the-storage',
  'root:x:0:',
]

type Said<Order extends keyof DeskOrders> = Awaited<ReturnType<DeskOrders[Order]>>

/** Starts the panel's process. What it is told fails once that process is gone. */
export const startDesk = async (shop: { url: string; root: string; folder: string }) => {
  const child = fork(program, [shop.url, shop.root, shop.folder], {
    execArgv: ['--import', 'tsx'],
    env: { PATH: process.env['PATH'], UV_THREADPOOL_SIZE: '16', CANARY: 'canary-of-the-environment' },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let complaint = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', piece => (complaint = (complaint + String(piece)).slice(-4000)))
  const waiting = new Map<number, (value: never) => void>()
  const ended = once(child, 'exit').then(([code, signal]): never => {
    throw new Error(`The panel went down (${signal ?? code}): ${complaint}`)
  })
  // whoever waits for an answer is told
  ended.catch(() => {})
  child.on('message', ({ id, value }: { id: number; value: never }) => waiting.get(id)?.(value))

  let last = 0
  const tell = <Order extends keyof DeskOrders>(order: Order, slug = ''): Promise<Said<Order>> => {
    const id = ++last
    const answer = new Promise<Said<Order>>(resolve => waiting.set(id, resolve))
    child.send({ id, order, slug }, () => {})
    return Promise.race([answer, ended]).finally(() => waiting.delete(id))
  }
  const { url, pid } = await Promise.race([greeting(child), ended])
  return {
    url,
    pid,
    tell,
    /** the last that it said of itself */
    complaint: () => complaint,
    isUp: () => child.exitCode === null && child.signalCode === null,
    async end() {
      const gone = once(child, 'exit')
      if (child.exitCode !== null || child.signalCode !== null) return
      child.disconnect()
      await gone
    },
  }
}

const greeting = async (child: ChildProcess): Promise<{ url: string; pid: number }> => {
  const [said] = await once(child, 'message')
  return said
}
export type Desk = Awaited<ReturnType<typeof startDesk>>
