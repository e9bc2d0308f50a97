import { handlerNames, type Report } from '../../contracts/runner.ts'
import { isFault } from '../../marketplace/code/failures.ts'
import type { Addon } from './addons.ts'
import { answerAsk, replyFor } from './asks.ts'
import { answered } from './calling.ts'
import { callOf, type Desk, holdToAccount, refuse } from './desk.ts'
import { leave } from './losing.ts'
import { outcomeOf } from './outcomes.ts'

type Of<Kind extends Report['kind']> = Extract<Report, { kind: Kind }>

/** Hears what the runner says. Of a load that is no more, nothing is believed. Throws on what breaks the contract. */
export const hear = (desk: Desk, report: Report, body: string): void => {
  if (report.kind === 'ready') return
  const addon = desk.loads.get(report.addon)
  if (!addon) return
  switch (report.kind) {
    case 'turn':
      return begun(desk, addon, report.call)
    case 'rest':
      return addon.budget.use(report.cpu, !migrates(desk, addon))
    case 'loaded':
      return loaded(desk, addon, body)
    case 'unloaded':
      return unloaded(desk, addon, report, body)
    case 'done':
      return done(desk, addon, report, body)
    case 'ask':
      return void answer(desk, addon, report, body)
    case 'log':
      return addon.log.write({ at: desk.now(), level: report.level, text: body.slice(0, 2000) })
    case 'measured':
      return addon.measured?.(report.memory)
  }
}

// bringing much up to date leaves it as much time as before
const migrates = (desk: Desk, addon: Addon) =>
  desk.calls.of(addon).some(({ wanted }) => wanted.entry === 'migrate')

const begun = (desk: Desk, addon: Addon, id: number) => {
  const call = callOf(desk, addon, id)
  if (!call) return
  // the first turn is the call itself, each other one hears an answer
  if (call.begun && call.unheard > 0) call.unheard -= 1
  call.begun = true
}

// the names are the add-on's own words: wrong ones are its fault, not the runner's
const loaded = (desk: Desk, addon: Addon, body: string) => {
  const told = outcomeOf('value', body)
  const names = handlerNames.safeParse(told.kind === 'value' ? told.value : undefined)
  if (!names.success)
    return refuse(desk, addon, { kind: 'garbage', why: 'it has too many handlers, or odd names.' })
  addon.state = 'loaded'
  addon.names = names.data
  addon.loading?.settle({ kind: 'loaded', names: names.data })
}

const unloaded = (desk: Desk, addon: Addon, { call, ending }: Of<'unloaded'>, body: string) => {
  const outcome = outcomeOf(ending, body)
  leave(desk, addon, isFault(outcome) ? outcome : { kind: 'gone' })
  if (isFault(outcome)) holdToAccount(desk, addon, outcome, call)
}

const done = (desk: Desk, addon: Addon, report: Of<'done'>, body: string) => {
  const call = callOf(desk, addon, report.call)
  if (call) answered(desk, call, outcomeOf(report.ending, body))
}

const answer = async (
  desk: Desk,
  addon: Addon,
  { addon: number, call: id, ask, verb }: Of<'ask'>,
  body: string,
) => {
  const call = callOf(desk, addon, id)
  if (!call) return
  call.open += 1
  const asking = { entry: call.wanted.entry, name: call.wanted.name, signal: call.stop.signal }
  const problem = (error: unknown) => desk.problem(`${verb} failed for ${addon.name}`, error)
  const { ok, text } = replyFor(await answerAsk(addon.code.handlers, verb, body, asking, problem))
  call.open -= 1
  if (desk.calls.get(id) !== call) return
  call.unheard += 1
  desk.runner.send({ kind: 'reply', addon: number, ask, ok }, text)
}
