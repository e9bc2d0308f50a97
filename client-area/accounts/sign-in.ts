import { type People, type Person, normalEmail } from './people.ts'
import { isRightPassword } from './passwords.ts'

export type SignIn =
  | { kind: 'signed in'; person: Person }
  | { kind: 'wrong' }
  | { kind: 'too many'; seconds: number }

/** Counts attempts; answers with the seconds to wait, 0 when the attempt is allowed. */
export interface Attempts {
  count: (key: string, limit: Limit) => Promise<number>
  forget: (key: string) => Promise<void>
  sweep: () => Promise<void>
}

export interface Limit {
  attempts: number
  minutes: number
}

// Per pair, so that a stranger can't lock an account from elsewhere; per address and per account, so that neither
// many accounts from one address nor one account from many addresses can be tried without end.
const limits = {
  pair: { attempts: 10, minutes: 15 },
  address: { attempts: 100, minutes: 15 },
  account: { attempts: 200, minutes: 60 },
}

export interface Credentials {
  email: string
  password: string
  address: string
}

/** The same answer, after the same time, for an unknown e-mail and a wrong password. */
export const signIn = async (
  { people, attempts }: { people: People; attempts: Attempts },
  { email, password, address }: Credentials,
): Promise<SignIn> => {
  const name = normalEmail(email)
  const pair = `pair ${name} ${address}`
  const waits = [
    await attempts.count(pair, limits.pair),
    await attempts.count(`address ${address}`, limits.address),
    await attempts.count(`account ${name}`, limits.account),
  ]
  const seconds = Math.max(...waits)
  if (seconds > 0) return { kind: 'too many', seconds }

  const person = await people.findByEmail(name)
  const right = await isRightPassword(person && (await people.passwordHashOf(person.id)), password)
  if (!person || !right) return { kind: 'wrong' }
  await attempts.forget(pair)
  return { kind: 'signed in', person }
}
