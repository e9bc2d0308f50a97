import { commandLine } from '../../marketplace/activity.ts'
import type { SafeModeState } from '../../marketplace/code/safe-mode.ts'
import type { Services } from '../../routes/services.ts'
import { type Command, Failed, type Given, type Io } from '../command.ts'
import { json, print } from './with-people.ts'
import { withServices } from './with-services.ts'

const longest = 60_000

export const safeModeShow: Command = {
  words: ['safe-mode'],
  about: 'Tells whether safe mode is on, in which no add-on code runs.',
  options: { json },
  run: (given, _, io) => withServices(io, services => tell(services, given, io)),
}

export const safeModeOn: Command = {
  words: ['safe-mode', 'on'],
  about: 'Stops all add-on code, also in a running panel.',
  options: { json },
  run: (given, _, io) =>
    withServices(io, async services => {
      await services.code.safeMode.on(commandLine)
      await tell(services, given, io)
    }),
}

export const safeModeOff: Command = {
  words: ['safe-mode', 'off'],
  about: 'Leaves safe mode: what was active when it began runs again.',
  options: {
    json,
    'as-now': { type: 'boolean', about: 'what was deactivated meanwhile stays so' },
  },
  run: (given, _, io) => withServices(io, services => leave(services, given, io)),
}

const leave = async (services: Services, given: Given, io: Io) => {
  const { safeMode } = services.code
  const state = await safeMode.state()
  const exit = given['as-now'] ? 'as now' : 'as before'
  if ((await safeMode.off(exit, commandLine)) === 'kept on')
    throw new Failed('Safe mode stays on: take SAFE_MODE out of the settings and start the panel again.')
  await ended(services, state)
  await tell(services, given, io)
}

/** What is switched on again is waited for: it ends with this process. */
const ended = async ({ operations }: Services, state: SafeModeState) => {
  for (const addon of state.kind === 'on' ? state.ran : []) {
    const open = await operations.openFor(addon)
    if (open) await operations.ended(open.id, longest)
  }
}

const tell = async ({ code }: Services, given: Given, io: Io) => {
  const state = await code.safeMode.state()
  print(io, given, state, [inWords(state)])
}

const inWords = (state: SafeModeState) => {
  if (state.kind === 'off')
    return 'Safe mode is off. A panel that was started with SAFE_MODE=1 is in it all the same.'
  const { because, by, since } = state
  if (because === 'setting') return 'Safe mode is on, because the setting SAFE_MODE says so.'
  const why = because === 'crashes' ? 'because the panel went down several times' : `by ${by}`
  return `Safe mode is on since ${since}, ${why}: no add-on code runs.`
}
