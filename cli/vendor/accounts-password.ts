import { randomBytes } from 'node:crypto'
import { text } from 'node:stream/consumers'
import { shortestPassword } from '../../client-area/accounts/passwords.ts'
import { Failed, type Given, WrongUse } from '../command.ts'

export const passwordOptions = {
  password: { type: 'string', about: 'the password; other users of this machine may see it' },
  'password-stdin': { type: 'boolean', about: 'read the password from standard input' },
} as const

/** The password that was given, or a new one that is to be printed once. */
export const passwordIn = async (given: Given) => {
  const typed = await typedPassword(given)
  if (typed === undefined) return { password: randomBytes(12).toString('base64url'), isNew: true }
  if (typed.length < shortestPassword)
    throw new Failed(`The password is too short: ${shortestPassword} characters at least.`)
  return { password: typed, isNew: false }
}

const typedPassword = async (given: Given) => {
  const option = given['password']
  if (option !== undefined && given['password-stdin'])
    throw new WrongUse('Give --password or --password-stdin, not both.')
  if (given['password-stdin']) return (await text(process.stdin)).replace(/\r?\n$/, '')
  return typeof option === 'string' ? option : undefined
}
