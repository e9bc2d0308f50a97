import { hash, verify } from '@node-rs/argon2'

/** The demo's password, which must not be left over in production. */
export const demoPassword = 'demo-password'
export const shortestPassword = 10

// OWASP's first choice for argon2id: 19 MiB, two passes.
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export const hashPassword = (password: string) => hash(password, cost)

// Verified where there is no such person, so that the time taken tells nobody which addresses exist.
const nobodys = hashPassword('nobody has this password')

/** Whether the password is right; without a hash the answer is no, after the same time. */
export const isRightPassword = async (passwordHash: string | undefined, password: string) => {
  const right = await verify(passwordHash ?? (await nobodys), password)
  return right && passwordHash !== undefined
}
