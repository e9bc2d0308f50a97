import { readSettings } from '../../catalogue/settings.ts'
import type { Refusal } from '../../catalogue/publish.ts'
import { Failed, type Given, type Io, type Option, WrongUse } from '../command.ts'

/** Options of every command that writes the catalogue. */
export const workplaceOptions = {
  keys: {
    type: 'string',
    multiple: true,
    about: 'folder with private keys; may be repeated; default: keys/ in the data folder',
  },
  json: { type: 'boolean', about: 'print JSON' },
} as const satisfies Record<string, Option>

/** Options of the commands that sign for long. */
export const lifeOptions = {
  'root-days': { type: 'string', about: 'days a new root is good for; default 3650' },
  'targets-days': { type: 'string', about: 'days the list is good for; default 3650' },
  'online-days': { type: 'string', about: 'days snapshot and timestamp are good for; default 7' },
} as const satisfies Record<string, Option>

/** Where the vendor works: folder of the catalogue, of the keys, and when. */
export const workplaceOf = (given: Given, io: Io) => {
  const { dir, keys } = readSettings(io.env)
  const folders = given['keys']
  return {
    repository: dir,
    keys: Array.isArray(folders) ? folders : [keys],
    now: new Date(),
    life: lifeIn(given),
  }
}

const lifeIn = (given: Given) => {
  const online = days(given, 'online-days')
  return {
    ...withDays('root', days(given, 'root-days')),
    ...withDays('targets', days(given, 'targets-days')),
    ...withDays('snapshot', online),
    ...withDays('timestamp', online),
  }
}

const withDays = (role: string, n: number | undefined) => (n === undefined ? {} : { [role]: n })

const days = (given: Given, name: string) => {
  const text = given[name]
  if (text === undefined) return undefined
  const n = Number(text)
  if (!Number.isInteger(n) || n < 1 || n > 36_500) throw new WrongUse(`--${name} takes a number of days.`)
  return n
}

/** A text option that has to be there. */
export const needed = (given: Given, name: string) => {
  const text = given[name]
  if (typeof text !== 'string' || text === '') throw new WrongUse(`--${name} is needed.`)
  return text
}

/** Passes on what was done; a refusal ends the command with its reasons, one a line. */
export const done = <T extends { kind: string }>(outcome: T | Refusal): T => {
  if (outcome.kind === 'refused' && 'problems' in outcome) throw new Failed(outcome.problems.join('\n'))
  return outcome as T
}
