import type { QuickJSContext, QuickJSHandle } from 'quickjs-emscripten-core'
import { limits } from '../contracts/runner/limits.ts'

/** What is heard from inside: texts within their limits, or `undefined` for one that was too long to be read. */
export interface Hears {
  loaded: (names: string | undefined) => void
  notLoaded: (why: string | undefined) => void
  value: (call: number, text: string | undefined) => void
  threw: (call: number, why: string | undefined, passing: boolean) => void
  absent: (call: number) => void
  ask: (call: number, verb: string | undefined, text: string | undefined) => number
  log: (call: number, level: string | undefined, text: () => string | undefined) => void
}

/** The object that the inside may call, made of functions that take nothing but texts and numbers. */
export const outsideFor = (context: QuickJSContext, hears: Hears): QuickJSHandle => {
  const outside = context.newObject()
  const length = context.newString('length')

  // a text of 30 MB is refused in there, not copied out: twenty of them would end the process
  const text = (handle: QuickJSHandle | undefined, most: number) => {
    if (!handle || context.typeof(handle) !== 'string') return undefined
    const long = context.getProp(handle, length).consume(one => context.getNumber(one))
    return long <= most ? context.getString(handle) : undefined
  }
  const number = (handle: QuickJSHandle | undefined) => (handle ? context.getNumber(handle) : 0)
  const offer = (name: string, act: (...given: QuickJSHandle[]) => number | void) => {
    const made = context.newFunction(name, (...given) => context.newNumber(act(...given) ?? 0))
    made.consume(handle => context.setProp(outside, name, handle))
  }

  offer('loaded', names => hears.loaded(text(names, limits.value)))
  offer('notLoaded', why => hears.notLoaded(text(why, limits.message)))
  offer('value', (call, value) => hears.value(number(call), text(value, limits.value)))
  offer('threw', (call, why, passing) =>
    hears.threw(number(call), text(why, limits.message), number(passing) === 1),
  )
  offer('absent', call => hears.absent(number(call)))
  offer('ask', (call, verb, asked) => hears.ask(number(call), text(verb, 100), text(asked, limits.value)))
  offer('log', (call, level, line) =>
    hears.log(number(call), text(level, 10), () => text(line, limits.log.line)),
  )
  return outside
}
