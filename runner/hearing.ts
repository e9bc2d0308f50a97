import { type LogLevel, logLevels, type Verb, verbs } from '../contracts/addon-api/verbs.ts'
import type { Ending, Report } from '../contracts/runner.ts'
import type { openCalls } from './calls.ts'
import { unasked } from './inside/border.ts'
import type { Hears } from './outside.ts'

export type Tell = (report: Report, body?: string) => void

interface Hearing {
  addon: number
  calls: ReturnType<typeof openCalls>
  tell: Tell
  /** ends a call, and tells the panel so, unless it is over */
  done: (call: number, ending: Ending, body?: string) => void
  /** has the guest ever used all of its memory? */
  isFull: () => boolean
  /** the guest has run out of memory, and was able to say so */
  full: () => void
}

const isVerb = (name: string | undefined): name is Verb => name !== undefined && Object.hasOwn(verbs, name)
const levelOf = (name: string | undefined): LogLevel => logLevels.find(one => one === name) ?? 'info'

/** What is made of the words from inside one add-on: every one of them may be a lie, or come at the wrong time. */
export const hearing = ({ addon, calls, tell, done, isFull, full }: Hearing): Hears => {
  let isSettled = false
  const once = (act: () => void) => {
    if (!isSettled) act()
    isSettled = true
  }

  // the engine's own words, which end the turn as well; without any memory left it throws null
  const ofEngine = (why: string) => {
    const isMemory = why.startsWith('InternalError: out of memory') || (isFull() && why === 'It threw null')
    if (isMemory) full()
    return isMemory || why.startsWith('InternalError: interrupted')
  }

  return {
    loaded(names) {
      if (names === undefined) once(() => tell({ kind: 'unloaded', addon, call: 0, ending: 'too large' }))
      else once(() => tell({ kind: 'loaded', addon }, names))
    },
    notLoaded: (why = 'It threw.') =>
      ofEngine(why) || once(() => tell({ kind: 'unloaded', addon, call: 0, ending: 'threw' }, why)),
    value: (call, text) => (text === undefined ? done(call, 'too large') : done(call, 'value', text)),
    threw(call, why = 'It threw.', passing) {
      if (!ofEngine(why)) done(call, passing ? 'refused' : 'threw', why)
    },
    absent: call => done(call, 'absent'),
    ask(call, verb, text) {
      if (!isVerb(verb)) return unasked.over
      if (text === undefined) return unasked.tooLarge
      const ask = calls.ask(call, text.length)
      if (ask > 0) tell({ kind: 'ask', addon, call, ask, verb }, text)
      return ask
    },
    log(call, level, text) {
      const room = calls.line(call)
      if (room === 'no') return
      tell({ kind: 'log', addon, level: levelOf(level) }, text() ?? 'A line too long to be shown.')
      if (room === 'last') tell({ kind: 'log', addon, level: 'warn' }, 'More lines follow, and are left out.')
    },
  }
}
