import { readdirSync, readFileSync } from 'node:fs'
import { until } from '../../support/code-panel.ts'
import { canaries } from './desk.ts'
import type { Attacker } from './published.ts'
import type { Stand } from './stand.ts'

export interface Attack {
  violations: string[]
  /** the longest that a visitor of its address has waited, in ms */
  waited: number
  /** it was switched off for its faults, or never ran */
  isOff: boolean
}

const atOnce = 3
/** volleys: a machine that is busy with something else lets an add-on off many times */
const most = 12

/** Installs one attacker, has visitors ask it, looks what came of it, and takes it away. */
export const attack = async (stand: Stand, attacker: Attacker): Promise<Attack> => {
  const { desk } = stand
  const { slug, probe } = attacker
  const violations: string[] = []
  const wrong = (what: string) => violations.push(`${slug}, which ${probe.what}: ${what}`)

  await desk.tell('install', slug)
  const answers = await strike(stand, attacker)
  const state = await desk.tell('stateOf', slug)
  for (const answer of answers) for (const what of wrongWith(attacker, answer)) wrong(what)
  for (const what of await wrongAround(stand)) wrong(what)

  const said = [...answers.map(seenIn), ...state.lines, state.lastError, state.why].join('\n')
  for (const canary of canaries) if (said.includes(canary)) wrong(`it came to know ${canary}`)
  if (state.lines.length > 200 || state.lines.some(line => line.length > 2100)) wrong('its log has no bounds')
  if (!hasShown(attacker, answers))
    wrong(`it never answers: ${answers.map(({ status }) => status).join()} ${state.lastError}`)
  if (isAlwaysFault(attacker) && state.isActive) wrong('it is not switched off after its third fault')

  const gone = await desk.tell('uninstall', slug)
  if (gone !== 'done' && gone !== 'not installed') wrong(`it is not uninstalled: ${gone}`)
  const { status } = await stand.ask(slug)
  if (status !== 404) wrong(`its address answers ${status} once it is gone`)
  return { violations, waited: Math.max(0, ...answers.map(({ ms }) => ms)), isOff: !state.isActive }
}

type Asked = Awaited<ReturnType<Stand['ask']>>

const endsOf = ({ probe }: Attacker) => [probe.ends].flat()
const faults = ['threw', 'timed out', 'out of memory', 'crashed', 'too large', 'garbage']
const isAlwaysFault = (attacker: Attacker) => endsOf(attacker).every(kind => faults.includes(kind))

/** Visitors come several at once, until it is off, or has had its chances and shown what it has to show. */
const strike = async (stand: Stand, attacker: Attacker) => {
  const answers: Asked[] = []
  for (let volley = 1; volley <= most; volley++) {
    const some = await Promise.all(Array.from({ length: atOnce }, () => stand.ask(attacker.slug)))
    answers.push(...some)
    if (some.some(({ status }) => status === 410)) break
    if (volley >= 2 && !isAlwaysFault(attacker) && hasShown(attacker, answers)) break
  }
  return answers
}

const hasShown = ({ probe }: Attacker, answers: readonly Asked[]) =>
  !probe.shows || probe.neverShown || answers.some(({ status }) => status < 400)

/** Only what may answer does, and it shows nothing that it may not. */
const wrongWith = (attacker: Attacker, answer: Asked): string[] => {
  const { status } = answer
  const isAnswer = status < 400
  if (!isAnswer && ![404, 410, 429, 502, 503].includes(status)) return [`its address answers ${status}`]
  if (isAnswer && !endsOf(attacker).includes('value')) return [`it answers: ${answer.html.slice(0, 200)}`]
  const isRight = !isAnswer || (attacker.probe.shows?.(answer) ?? true)
  return isRight ? [] : [`it shows ${status} ${seenIn(answer).slice(0, 400)}`]
}

const seenIn = ({ html, headers }: Asked) => `${[...headers].join()} ${html}`

/** Whatever it does, the panel is up and itself, the others work, nothing was started, nobody was called. */
const wrongAround = async ({ desk, ask, trap }: Stand): Promise<string[]> => {
  const wrong: string[] = []
  const there = await until(
    () => ask('bystander'),
    ({ status }) => status === 200,
  ).catch(() => undefined)
  if (there?.html !== '{"mine":true,"polluted":false}') wrong.push(`the bystander answers ${there?.html}`)
  if (await desk.tell('isPolluted')) wrong.push('the panel itself is polluted')
  if (trap.asked.length > 0) wrong.push(`it called an inside address: ${JSON.stringify(trap.asked)}`)
  const runners = below(desk.pid).filter(pid => commandOf(pid).includes('runner/main.js'))
  if (runners.length > 1) wrong.push(`there are ${runners.length} runners`)
  const started = runners.flatMap(below).filter(pid => !commandOf(pid).startsWith('/bin/sh\0-c\0'))
  if (started.length > 0) wrong.push(`the runner started ${started.map(commandOf).join()}`)
  return wrong
}

/** The processes that a process has started, where the system tells. */
export const below = (pid: number): number[] => {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap(task =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    )
  } catch {
    return []
  }
}

export const commandOf = (pid: number) => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}
