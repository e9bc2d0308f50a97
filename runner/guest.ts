import type { QuickJSContext, QuickJSHandle } from 'quickjs-emscripten-core'
import { logLevels, verbs } from '../contracts/addon-api/verbs.ts'
import { limits } from '../contracts/runner/limits.ts'
import type { Engine } from './engine.ts'
import type { Inside } from './inside/border.ts'
import { insideText } from './inside/main.ts'
import { modulesOf, ownScript } from './modules.ts'
import { type Hears, outsideFor } from './outside.ts'
import { turnsIn } from './turns.ts'

const known = JSON.stringify({
  verbs,
  levels: logLevels,
  lines: limits.log.line,
  messages: limits.message,
})

/**
 * One add-on's code in an engine of its own. Every touch of it goes through `turn`, which always comes back; after one
 * that did not end `fine` the guest is not to be touched again, not even to dispose of it: it is let go as a whole.
 */
export const openGuest = async (engine: Engine, files: ReadonlyMap<string, string>, hears: Hears) => {
  const { runtime, isFull } = await engine.instance()
  runtime.setMaxStackSize(limits.stack)
  const { load, normalize } = modulesOf(files)
  runtime.setModuleLoader(load, normalize)
  const context = runtime.newContext()
  const inside = enter(context, hears)

  const act = <Verb extends keyof Inside>(verb: Verb, ...given: Parameters<Inside[Verb]>) => {
    const handles = given.map(one => handleFor(context, one))
    const result = context.callFunction(inside[verb], context.undefined, ...handles)
    for (const handle of handles) handle.dispose()
    if (result.error) return false
    result.value.dispose()
    return true
  }
  const used = () => {
    const all = runtime.computeMemoryUsage()
    return all.consume(usage =>
      context.getProp(usage, 'memory_used_size').consume(context.getNumber.bind(context)),
    )
  }
  return { act, used, isFull, turn: turnsIn(runtime, isFull) }
}
export type Guest = Awaited<ReturnType<typeof openGuest>>

const handleFor = (context: QuickJSContext, given: string | number | boolean) => {
  if (typeof given === 'string') return context.newString(given)
  return typeof given === 'number' ? context.newNumber(given) : given ? context.true : context.false
}

const enter = (context: QuickJSContext, hears: Hears): Record<keyof Inside, QuickJSHandle> => {
  const begin = context.unwrapResult(context.evalCode(insideText, ownScript))
  const told = context.newString(known)
  const inside = context.unwrapResult(
    context.callFunction(begin, context.undefined, outsideFor(context, hears), told),
  )
  const verb = (name: keyof Inside) => context.getProp(inside, name)
  return {
    load: verb('load'),
    call: verb('call'),
    reply: verb('reply'),
    forget: verb('forget'),
    configure: verb('configure'),
  }
}
