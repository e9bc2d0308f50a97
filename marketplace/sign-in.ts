import type { Activity } from './activity.ts'
import type { Operators } from './operators.ts'
import type { Passwords } from './passwords.ts'

/** Counts tries and answers how many there were in this window, and when it ends. */
export interface SignInLimits {
  count: (key: string) => Promise<{ tries: number; endsAt: Date }>
  forget: (key: string) => Promise<void>
}

/** Tries for each e-mail address and each network address within one window. */
export const mostTries = { account: 10, address: 50 }
export const windowMinutes = 15

export interface SignInTry {
  email: string
  password: string
  /** network address of the browser */
  address: string
}

export type SignInOutcome =
  | { kind: 'signed in'; operatorId: string }
  | { kind: 'wrong' }
  | { kind: 'too many'; until: Date }

interface SignInServices {
  operators: Operators
  passwords: Passwords
  limits: SignInLimits
  activity: Activity
}

/** One try to sign in. Unknown e-mail, wrong password and disabled account get the same answer after the same time. */
export const signIn = async (attempt: SignInTry, services: SignInServices): Promise<SignInOutcome> => {
  const { operators, passwords, limits } = services
  // counted before the check, so that many tries at once can't all come before the first is counted
  const limit = await limitReached(attempt, services)
  if (limit) return limit

  const found = await operators.credentialsOf(attempt.email)
  const matches = await passwords.matches(attempt.password, found?.passwordHash)
  if (!found || !matches || found.disabled) {
    await recordFailure(attempt, found, services)
    return { kind: 'wrong' }
  }
  await limits.forget(accountKey(attempt.email))
  await services.activity.record({
    operatorId: found.id,
    operator: found.name,
    act: 'session.sign-in',
    result: 'done',
    detail: attempt.address,
  })
  return { kind: 'signed in', operatorId: found.id }
}

const accountKey = (email: string) => `account ${email}`

const limitReached = async ({ email, address }: SignInTry, { limits, activity }: SignInServices) => {
  for (const [key, most] of [
    [`address ${networkOf(address)}`, mostTries.address],
    [accountKey(email), mostTries.account],
  ] as const) {
    const { tries, endsAt } = await limits.count(key)
    if (tries <= most) continue
    // one line for the whole window: a flood of tries must not become a flood of lines
    if (tries === most + 1)
      await activity.record({ ...somebody, act: 'session.sign-in', result: 'refused', detail: address })
    return { kind: 'too many', until: endsAt } as const
  }
  return undefined
}

// who typed an unknown e-mail address may have typed a password there: it is not kept
const somebody = { operatorId: null, operator: 'Somebody' }

const recordFailure = (
  { address }: SignInTry,
  found: { id: string; name: string } | undefined,
  { activity }: SignInServices,
) =>
  activity.record({
    ...(found ? { operatorId: found.id, operator: found.name } : somebody),
    act: 'session.sign-in',
    result: 'failed',
    detail: address,
  })

/** One household or server has a whole IPv6 /64 to try from. */
export const networkOf = (address: string) => {
  if (!address.includes(':') || address.startsWith('::ffff:')) return address
  const [front = '', back] = address.split('::')
  const groups = front.split(':').filter(Boolean)
  const rest = (back ?? '').split(':').filter(Boolean)
  const zeros = back === undefined ? 0 : 8 - groups.length - rest.length
  return [...groups, ...Array<string>(Math.max(0, zeros)).fill('0'), ...rest].slice(0, 4).join(':')
}
