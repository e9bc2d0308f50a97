import type { Attempts } from '../accounts/sign-in.ts'
import { hashOf } from './hashes.ts'
import type { Work } from './index.ts'

interface Row {
  key: string
  points: number
  expires_at: string
}

/** Sign-in attempts, counted in one statement so that attempts at the same moment can't slip through. */
export const attemptsIn = (knex: Work, now: () => Date): Attempts => ({
  async count(key, { attempts, minutes }) {
    const at = now()
    const until = new Date(at.getTime() + minutes * 60_000).toISOString()
    const current = 'sign_in_limits.expires_at > ?'
    const [row] = await knex<Row>('sign_in_limits')
      .insert({ key: hashOf(key), points: 1, expires_at: until })
      .onConflict('key')
      .merge({
        points: knex.raw(`case when ${current} then sign_in_limits.points + 1 else 1 end`, [
          at.toISOString(),
        ]),
        expires_at: knex.raw(`case when ${current} then sign_in_limits.expires_at else ? end`, [
          at.toISOString(),
          until,
        ]),
      })
      .returning(['points', 'expires_at'])
    if (!row || row.points <= attempts) return 0
    return Math.max(1, Math.ceil((Date.parse(row.expires_at) - at.getTime()) / 1000))
  },
  async sweep() {
    await knex<Row>('sign_in_limits').where('expires_at', '<', now().toISOString()).delete()
  },
  async forget(key) {
    await knex<Row>('sign_in_limits')
      .where({ key: hashOf(key) })
      .delete()
  },
})
