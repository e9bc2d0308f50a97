import { apiMaker } from './api.ts'
import type { Inside, Known, Outside } from './border.ts'
import { describe } from './describe.ts'
import { handlersOf } from './handlers.ts'
import { noCodeFromStrings } from './no-code-from-strings.ts'

interface Pieces {
  apiMaker: typeof apiMaker
  describe: typeof describe
  handlersOf: typeof handlersOf
}
interface Module {
  default?: unknown
}
type Import = (path: string) => Promise<Module>

/** Stands between the add-on's code and the border. Runs inside; uses nothing from outside itself. */
const begin = (pieces: Pieces, main: Import, outside: Outside, told: string): Inside => {
  const known: Known = JSON.parse(told)
  const api = pieces.apiMaker(outside, known)
  const describe = (error: unknown) => pieces.describe(error, known.messages)
  let handlers: ReturnType<typeof handlersOf> | undefined

  const adopt = (module: Module) => {
    handlers = pieces.handlersOf(module.default)
    return JSON.stringify(handlers.names)
  }

  return {
    load() {
      main('main.js')
        .then(adopt)
        .then(outside.loaded, error => outside.notLoaded(describe(error)))
    },
    call(call, entry, name, text) {
      const handler = handlers?.find(entry, name)
      if (!handler) return outside.absent(call)
      const run = async () => api.toText(await handler(JSON.parse(text), api.begin(call)))
      const value = (answer: string) => outside.value(call, answer)
      const threw = (error: unknown) => outside.threw(call, describe(error), api.isPassing(error))
      run()
        .then(value, threw)
        .then(() => api.forget(call))
    },
    reply: api.reply,
    forget: api.forget,
    configure: api.configure,
  }
}

/**
 * All of that as one text for the engine: a function of `outside` and what is known. What is said in here is checked
 * again outside: the add-on may bend everything in here to its will, and only ever bends itself.
 */
export const insideText = `(outside, told) => {
  (${noCodeFromStrings})()
  const pieces = { apiMaker: ${apiMaker}, describe: ${describe}, handlersOf: ${handlersOf} }
  return (${begin})(pieces, path => import(path), outside, told)
}`
