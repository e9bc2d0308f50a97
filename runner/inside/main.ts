import { apiMaker } from './api.ts'
import type { Inside, Known, Outside } from './border.ts'
import { errorWords } from './error-words.ts'
import { handlersOf } from './handlers.ts'
import { noCodeFromStrings } from './no-code-from-strings.ts'

type Pieces = typeof pieces
interface Module {
  default?: unknown
}
type Import = (path: string) => Promise<Module>

/** Stands between the add-on's code and the border. Runs inside; uses nothing from outside itself. */
const begin = (given: Pieces, main: Import, outside: Outside, told: string): Inside => {
  const known: Known = JSON.parse(told)
  const api = given.apiMaker(outside, known)
  const words = (error: unknown) => given.errorWords(error, known.messages)
  let handlers: ReturnType<typeof handlersOf> | undefined

  const adopt = (module: Module) => {
    handlers = given.handlersOf(module.default)
    return JSON.stringify(handlers.names)
  }

  return {
    load() {
      main('main.js')
        .then(adopt)
        .then(outside.loaded, error => outside.notLoaded(words(error)))
    },
    call(call, entry, name, text) {
      const handler = handlers?.find(entry, name)
      if (!handler) return outside.absent(call)
      const run = async () => api.toText(await handler(JSON.parse(text), api.begin(call)))
      const value = (answer: string) => outside.value(call, answer)
      const threw = (error: unknown) => outside.threw(call, words(error), api.isPassing(error))
      void run()
        .then(value, threw)
        .then(() => api.forget(call))
    },
    reply: (ask, ok, text) => api.reply(ask, ok, text),
    forget: call => api.forget(call),
    configure: text => api.configure(text),
  }
}

const pieces = { apiMaker, errorWords, handlersOf }
const pieceTexts = Object.entries(pieces).map(([name, piece]) => `${name}: ${String(piece)}`)

/**
 * All of that as one text for the engine: a function of `outside` and what is known. What is said in here is checked
 * again outside: the add-on may bend everything in here to its will, and only ever bends itself.
 */
export const insideText = `(outside, told) => {
  (${String(noCodeFromStrings)})()
  const pieces = { ${pieceTexts.join(', ')} }
  return (${String(begin)})(pieces, path => import(path), outside, told)
}`
