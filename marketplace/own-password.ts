import type { Actor } from './activity.ts'
import type { Operators } from './operators.ts'
import { type Passwords, problemOfPassword } from './passwords.ts'
import type { SignInLimits } from './sign-in.ts'
import { mostTries } from './sign-in.ts'

interface AskedChange {
  email: string
  by: Actor
  /** the session that asks stays; every other one ends */
  keptSession: string
  current: string
  password: string
}

/** Message keys by field, or done. */
export type OwnPasswordOutcome = { kind: 'changed' } | { kind: 'refused'; problems: Record<string, string> }

/** Changes one's own password; the current one is asked so that an open screen is not enough. */
export const changeOwnPassword = async (
  { email, by, keptSession, current, password }: AskedChange,
  { operators, passwords, limits }: { operators: Operators; passwords: Passwords; limits: SignInLimits },
): Promise<OwnPasswordOutcome> => {
  const problem = problemOfPassword(password)
  if (problem) return { kind: 'refused', problems: { password: `operators.${problem}` } }

  const key = `own password ${email}`
  if ((await limits.count(key)).tries > mostTries.account)
    return { kind: 'refused', problems: { current: 'profile.too-many' } }
  const known = await operators.credentialsOf(email)
  if (!known || !(await passwords.matches(current, known.passwordHash)))
    return { kind: 'refused', problems: { current: 'profile.current-wrong' } }

  await limits.forget(key)
  await operators.setPassword(known.id, await passwords.hash(password), by, keptSession)
  return { kind: 'changed' }
}
