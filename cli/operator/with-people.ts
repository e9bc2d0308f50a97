import { text } from 'node:stream/consumers'
import { readSettings, type Settings } from '../../config/settings.ts'
import { activityIn } from '../../db/activity.ts'
import { openDb } from '../../db/index.ts'
import { migrations } from '../../db/migrations/index.ts'
import { operatorsIn } from '../../db/operators.ts'
import { rolesIn } from '../../db/roles.ts'
import { argon2Passwords } from '../../gateways/passwords.ts'
import type { Activity } from '../../marketplace/activity.ts'
import { newPassword } from '../../marketplace/new-password.ts'
import { type Operator, type Operators, plainEmail } from '../../marketplace/operators.ts'
import {
  longestPassword,
  type Passwords,
  problemOfPassword,
  shortestPassword,
} from '../../marketplace/passwords.ts'
import type { Roles } from '../../marketplace/roles.ts'
import { Failed, type Given, type Io } from '../command.ts'

export interface People {
  settings: Settings
  operators: Operators
  roles: Roles
  activity: Activity
  passwords: Passwords
}

/** Opens the panel's database, also beside a running panel, works with its people and record, and closes it. */
export const withPeople = async (io: Io, work: (people: People) => Promise<void>) => {
  const settings = readSettings(io.env)
  const db = await openDb(settings.databaseUrl, migrations)
  const now = () => new Date()
  try {
    await work({
      settings,
      operators: operatorsIn(db, now),
      roles: rolesIn(db, now),
      activity: activityIn(db, now),
      passwords: argon2Passwords(),
    })
  } finally {
    await db.close()
  }
}

export const json = { type: 'boolean', about: 'print data as JSON' } as const

export const passwordOption = {
  'password-stdin': { type: 'boolean', about: 'read the password from standard input' },
} as const

/** The password from standard input, or a new one that is printed once. */
export const passwordFrom = async (given: Given) => {
  if (!given['password-stdin']) return { password: newPassword(), isNew: true }
  const password = (await text(process.stdin)).replace(/\r?\n$/, '')
  if (problemOfPassword(password))
    throw new Failed(`The password must have ${shortestPassword} to ${longestPassword} characters.`)
  return { password, isNew: false }
}

export const operatorNamed = async ({ operators }: People, email: string): Promise<Operator> => {
  const operator = await operators.findByEmail(plainEmail(email))
  if (!operator) throw new Failed(`No operator signs in with ${email}: "souk operators list" shows who does.`)
  return operator
}

/** Prints data as JSON where asked, else as lines. */
export const print = (io: Io, given: Given, data: unknown, lines: string[]) => {
  io.out(given['json'] ? `${JSON.stringify(data, null, 2)}\n` : lines.map(line => `${line}\n`).join(''))
}
