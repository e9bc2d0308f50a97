import type { Known, Outside } from './border.ts'

/**
 * Makes the `souk` that each call is given, bound to that call: what was kept from a call that is over asks nothing.
 * Runs inside; uses nothing from outside itself.
 */
export const apiMaker = (outside: Outside, { verbs, levels, lines }: Known) => {
  type Waiter = { resolve: (value: unknown) => void; reject: (error: Error) => void }
  const open = new Map<number, Set<number>>()
  const waiting = new Map<number, Waiter>()
  let settings: unknown = Object.freeze({})

  const refusal = (code: string, message: string) =>
    Object.assign(new Error(message), { name: 'SoukError', code })

  const toText = (value: unknown) => JSON.stringify(value) ?? 'null'

  const named = (params: string[], given: unknown[]) =>
    params.length === 0 ? given[0] : Object.fromEntries(params.map((param, i) => [param, given[i]]))

  const ask = (call: number, verb: string, given: unknown[]) => {
    const id = outside.ask(call, verb, toText(named(verbs[verb] ?? [], given)))
    if (id === -1) throw refusal('over', 'This call is over: nothing more can be asked in its name.')
    if (id === -2) throw refusal('too many', 'Too much is asked at once: await what was asked before.')
    if (id === -3) throw refusal('too large', 'What is asked is too large.')
    open.get(call)?.add(id)
    return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }))
  }

  const frozen = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value
    for (const one of Object.values(value)) frozen(one)
    return Object.freeze(value)
  }

  return {
    toText,
    begin(call: number) {
      open.set(call, new Set())
      const souk: Record<string, unknown> = { settings }
      for (const verb of Object.keys(verbs)) {
        const [noun = '', name] = verb.split('.')
        const asking = async (...given: unknown[]) => ask(call, verb, given)
        souk[noun] = name === undefined ? asking : Object.assign(souk[noun] ?? {}, { [name]: asking })
      }
      const saying = (level: string) => (text: unknown) =>
        outside.log(call, level, String(text).slice(0, lines))
      souk['log'] = Object.fromEntries(levels.map(level => [level, saying(level)]))
      for (const part of Object.values(souk)) Object.freeze(part)
      return Object.freeze(souk)
    },
    forget(call: number) {
      for (const id of open.get(call) ?? []) waiting.delete(id)
      open.delete(call)
    },
    reply(id: number, ok: boolean, text: string) {
      const waiter = waiting.get(id)
      waiting.delete(id)
      if (ok) return waiter?.resolve(JSON.parse(text))
      const { code, message } = JSON.parse(text)
      waiter?.reject(refusal(code, message))
    },
    configure(text: string) {
      settings = frozen(JSON.parse(text))
    },
    isPassing: (error: unknown) =>
      error instanceof Error &&
      error.name === 'SoukError' &&
      'code' in error &&
      error.code === 'out of reach',
  }
}
