import { type SignInLimits, windowMinutes } from '../marketplace/sign-in.ts'
import { hashOf } from './hashes.ts'
import type { Database } from './index.ts'

/**
 * Tries to sign in, counted for all processes of the panel in one statement. Keys are hashed: what somebody typed may be
 * long, or a password in the wrong field.
 */
export const signInLimitsIn = ({ knex, engine }: Database, now: () => Date): SignInLimits => ({
  async count(key) {
    const at = now().getTime()
    await knex('sign_in_limits').where('expire', '<=', at).whereNot('key', hashOf(key)).delete()
    const answer = await knex.raw(statement, [hashOf(key), at + windowMinutes * 60_000, at, at])
    const [row]: { points: number; expire: string | number }[] = engine === 'sqlite' ? answer : answer.rows
    return { tries: row?.points ?? 0, endsAt: new Date(Number(row?.expire ?? at)) }
  },
  async forget(key) {
    await knex('sign_in_limits').where('key', hashOf(key)).delete()
  },
})

const statement = `
  insert into sign_in_limits (key, points, expire) values (?, 1, ?)
  on conflict (key) do update set
    points = case when sign_in_limits.expire <= ? then 1 else sign_in_limits.points + 1 end,
    expire = case when sign_in_limits.expire <= ? then excluded.expire else sign_in_limits.expire end
  returning points, expire`
