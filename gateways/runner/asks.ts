import type { z } from 'zod'
import { addonApi, type Asked, type Told, type Verb } from '../../contracts/addon-api.ts'
import { type Json, NotJson, readJson } from '../../contracts/json.ts'
import { limits } from '../../contracts/runner.ts'
import type { Answer, Asking, Handlers, WatchedHandlers } from '../../marketplace/code.ts'

const schemas: { [V in Verb]: { input: z.ZodType<Asked<V>> } } = addonApi

/** Does what add-on code asks for, if it may and has asked for it rightly. Never throws. */
export const answerAsk = async <V extends Verb>(
  handlers: WatchedHandlers,
  ...[verb, text, asking, problem]: Ask<V>
): Promise<Answer<Told<V>>> => {
  const answer = await answerOf(handlers, verb, text, asking, problem)
  if (answer.kind === 'refused') handlers.refused?.(verb, answer)
  return answer
}

type Ask<V extends Verb> = [verb: V, text: string, asking: Asking, problem: (error: unknown) => void]

const answerOf = async <V extends Verb>(
  handlers: Handlers,
  ...[verb, text, asking, problem]: Ask<V>
): Promise<Answer<Told<V>>> => {
  const handler = handlers[verb]
  if (!handler) return refused('not allowed', `This add-on has no right to ${verb}.`)
  const given = read(text)
  if (given.kind === 'refused') return given
  const asked = schemas[verb].input.safeParse(given.value)
  if (!asked.success) return refused('wrong input', firstProblem(verb, asked.error))
  try {
    return await handler(asked.data, asking)
  } catch (error) {
    // what went wrong in here is not for the add-on to know
    problem(error)
    return refused('failed', `The help desk could not do ${verb}.`)
  }
}

/** The answer as it goes over the border. */
export const replyFor = (answer: Answer<unknown>): { ok: boolean; text: string } => {
  if (answer.kind === 'refused') return { ok: false, text: refusal(answer.code, answer.why) }
  const text = JSON.stringify(answer.value) ?? 'null'
  if (Buffer.byteLength(text) <= limits.value) return { ok: true, text }
  return { ok: false, text: refusal('too large', `The answer is larger than ${limits.value / 1024} KB.`) }
}

const refusal = (code: string, message: string) => JSON.stringify({ code, message })

const refused = (code: Extract<Answer<never>, { kind: 'refused' }>['code'], why: string) =>
  ({ kind: 'refused', code, why }) as const

const read = (text: string): Answer<Json> => {
  try {
    return { kind: 'done', value: readJson(text, { most: limits.value }) }
  } catch (error) {
    if (error instanceof NotJson) return refused('wrong input', error.message)
    throw error
  }
}

const firstProblem = (verb: Verb, error: z.ZodError) => {
  const [issue] = error.issues
  const where = issue?.path.length ? ` at ${issue.path.join('.')}` : ''
  return `What ${verb} was given is not right${where}: ${issue?.message}.`
}
