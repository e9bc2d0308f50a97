import { readFileSync } from 'node:fs'
import type { Sample } from '../../../catalogue/test/support.ts'
import { until } from '../../support/code-panel.ts'
import { codeSample } from '../../support/code-samples.ts'
import type { Stand } from './stand.ts'
import { hook } from './probe.ts'

// the engine can't interrupt this: the process has to go
const endless =
  '({ path }) => path === "/hang" ? [].includes.call({ length: 2 ** 53 - 1 }, 1) : { body: "here" }'
const timesEach = 2

/** As many as it takes: each of them hangs twice, a third time it would be switched off. */
export const hangers = (rounds: number): Sample[] =>
  Array.from({ length: Math.ceil(rounds / timesEach) }, (_, n) =>
    codeSample(`hanger-${n + 1}`, hook(endless), { rights: { publicAddress: true } }),
  )

/** One hang: how long until the bystander answered again, in ms, since the process died and since it hung. */
export interface Recovery {
  sinceDeath: number
  sinceHang: number
}

/** Hangs the runner once, and asks the bystander all the while. */
export const hangOnce = async ({ desk, ask }: Stand, round: number): Promise<Recovery> => {
  const hanger = `hanger-${1 + Math.floor(round / timesEach)}`
  // who hung before is loaded when it is called, which may take longer than a visitor waits
  await until(
    () => ask(hanger),
    ({ status }) => status === 200,
  )
  const pid = await desk.tell('runner')
  if (!isRunning(pid)) throw new Error(`There is no runner to hang: ${desk.complaint()}`)
  const asking = askAlways(ask)
  const begun = performance.now()
  void ask(hanger, '/hang')
  const problem = (what: string) => () => `${what}: ${desk.complaint()}`
  const death = await moment(
    () => (isRunning(pid) ? undefined : performance.now()),
    problem('The runner did not hang'),
  )
  const back = await moment(() => asking.answeredAfter(death), problem('Nobody answers any more'))
  await asking.end()
  return { sinceDeath: back - death, sinceHang: back - begun }
}

/** When it happened, looked for each thousandth of a second. */
const moment = async (look: () => number | undefined, problem: () => string) => {
  const end = performance.now() + 30_000
  while (performance.now() < end) {
    const found = look()
    if (found !== undefined) return found
    await new Promise(resolve => setTimeout(resolve, 1))
  }
  throw new Error(problem())
}

/** Asks each fiftieth of a second, ten at once at most: more would be told that it is busy. */
const askAlways = (ask: Stand['ask']) => {
  const answers: number[] = []
  const open = new Set<Promise<void>>()
  const askOnce = async () => {
    const { status } = await ask('bystander')
    if (status === 200) answers.push(performance.now())
  }
  const timer = setInterval(() => {
    if (open.size >= 10) return
    const asked = askOnce()
    open.add(asked)
    void asked.finally(() => open.delete(asked))
  }, 20)
  return {
    answeredAfter: (time: number) => answers.find(at => at > time),
    async end() {
      clearInterval(timer)
      await Promise.all(open)
    },
  }
}

/** Dead is also who only waits for the panel to take notice. */
const isRunning = (pid: number) => {
  try {
    return !/^\d+ \(.*\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
