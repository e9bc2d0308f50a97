import { type ConnectionVerbs, type LoginFacts, stateOf } from '../connection.ts'
import { accessFor } from './access.ts'
import { answerAddress } from './address.ts'
import { type Checked, checkLicence } from './check.ts'
import { connect } from './connect.ts'
import { disconnect } from './disconnect.ts'
import type { ConnectionNeeds } from './needs.ts'

const refusals = new Set(['denied', 'expired', 'foreign', 'unknown', 'another issuer'])
const minute = 60_000
const oftenEnough = 5 * minute

/** The help desk's connection. Checks of the licence share one asking and never make anybody wait. */
export const connectionWith = (needs: ConnectionNeeds): ConnectionVerbs => {
  const access = accessFor(needs)
  let checking: Promise<Checked> | undefined
  let triedAt = Number.NEGATIVE_INFINITY

  const state = async () => stateOf(await needs.store.find(), needs)

  const check = () => {
    triedAt = needs.now().getTime()
    checking ??= checkLicence(needs, access).finally(() => {
      checking = undefined
    })
    return checking
  }

  const quietly = async () => {
    try {
      const checked = await check()
      if (checked.kind === 'failed') needs.warn(checked, 'the licence could not be checked')
    } catch (error) {
      needs.warn({ err: error }, 'the licence could not be checked')
    }
  }

  const isDue = ({ checkedAt }: LoginFacts) => {
    const at = needs.now().getTime()
    return Math.abs(at - Date.parse(checkedAt)) >= oftenEnough && Math.abs(at - triedAt) >= minute
  }

  return {
    state,
    async current() {
      const now = await state()
      return now.kind === 'connected' ? now.connection : null
    },
    connect: (login, actor) => connect(needs, login, actor),
    disconnect: actor => disconnect(needs, actor),
    answerAddress: (answer, actor) => answerAddress(needs, answer, actor),
    note: (actor, because) => needs.record({ ...actor, ...lineOf(because) }),
    access,
    check,
    checkSoon(connection) {
      if (!needs.offline && isDue(connection)) void quietly()
    },
    async settled() {
      await checking?.catch(() => {})
    },
  }
}

const lineOf = (because: string) => ({
  act: because === 'denied' ? 'connection.denied' : 'connection.login',
  result: refusals.has(because) ? ('refused' as const) : ('failed' as const),
  detail: because,
})
