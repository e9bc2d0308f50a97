import { readFileSync } from 'node:fs'
import { below, commandOf } from './attack.ts'
import type { Stand } from './stand.ts'

/** What the runner takes, in MB: `pss` as the system counts it, `most` if nobody but the panel shared its files with it. */
export interface Memory {
  pss: number
  most: number
  own: number
}

/** The runner and the shell that ends it if the panel dies. */
export const memoryOf = async ({ desk }: Stand): Promise<Memory> => {
  const runner = await desk.tell('runner')
  const all = [runner, ...below(runner)].map(countsOf)
  const sum = (of: (one: Counts) => number) => all.reduce((whole, one) => whole + of(one), 0) / 1024
  return {
    pss: sum(({ Pss = 0 }) => Pss),
    most: sum(({ Rss = 0, Anonymous = 0 }) => Anonymous + (Rss - Anonymous) / 2),
    own: sum(({ Anonymous = 0 }) => Anonymous),
  }
}

type Counts = Partial<Record<string, number>>

const countsOf = (pid: number): Counts => {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
  return Object.fromEntries(
    [...text.matchAll(/^(\w+):\s+(\d+) kB$/gm)].map(([, name, kb]) => [name, Number(kb)]),
  )
}

/** How many runners there are below the panel. */
export const runnersOf = ({ desk }: Stand) =>
  below(desk.pid).filter(pid => commandOf(pid).includes('runner/main.js')).length

/** Messages come in, for which every plugin that listens does something, and the bystander's address is asked. */
export const work = async ({ ask }: Stand, rounds: number) => {
  for (let round = 0; round < rounds; round++) {
    const body = new URLSearchParams({
      from: `customer-${round % 40}`,
      text: `Where is my parcel? ${round}`,
      id: `${round}`,
    })
    const statuses = [
      await ask('mailbox', '', { method: 'POST', body }),
      await ask('bystander'),
      await ask('web-form'),
    ].map(({ status }) => status)
    if (statuses.some(status => status >= 500)) throw new Error(`The ten add-ons answer ${statuses.join()}`)
  }
}
