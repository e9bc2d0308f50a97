import type { Cancellation } from '../entitlements.ts'
import { failure } from '../failures.ts'
import { type Change, type ChangeKind, FailedWith } from '../operations.ts'
import { lookUp, send } from './asking.ts'
import { stopped, type Told } from './ending.ts'
import type { RightsNeeds } from './needs.ts'

/** The change `cancel`: billing first. Off only with billing's yes, in the same transaction as that yes. */
export const cancel = (needs: RightsNeeds): ChangeKind => ({
  permission: 'addons',
  stages: [
    {
      name: 'cancel',
      async run(operation) {
        const cancellation = await needs.cancellations.find(operation.input['reference'] ?? '')
        if (!cancellation) throw new Error(`Operation ${operation.id} has no cancellation`)
        if (cancellation.state === 'done') return undefined
        const isFirst = cancellation.state === 'asked' && operation.attempts === 1
        return outcome(
          needs,
          cancellation,
          await (isFirst ? ask(needs, cancellation) : resume(needs, cancellation)),
        )
      },
    },
  ],
})

const ask = async (needs: RightsNeeds, cancellation: Cancellation): Promise<Told> => {
  const told = await send(needs, cancellation)
  if (told.kind === 'not sent' || (told.kind === 'stopped' && told.right !== 'gone')) return told
  return resolve(needs, cancellation)
}

/** It may have been asked before: looked up first, and "not sent" now says nothing of then. */
const resume = async (needs: RightsNeeds, cancellation: Cancellation): Promise<Told> => {
  const told = await resolve(needs, cancellation)
  return told.kind === 'not sent' ? { kind: 'unclear' } : told
}

/** Looks; if billing still runs, asks once more by the same reference, and looks again. */
const resolve = async (needs: RightsNeeds, cancellation: Cancellation): Promise<Told> => {
  const found = await lookUp(needs, cancellation)
  if (found.kind !== 'running') return found
  const repeated = await send(needs, cancellation)
  if (repeated.kind === 'stopped') return repeated
  const foundThen = await lookUp(needs, cancellation)
  // what was sent and not answered may still have its effect: the poll tells
  return foundThen.kind === 'running' ? { kind: 'unclear' } : foundThen
}

const outcome = async (needs: RightsNeeds, cancellation: Cancellation, told: Told): Promise<Change> => {
  if (told.kind === 'stopped')
    return async stores => {
      await stopped(needs, cancellation, told.right, stores)
      return undefined
    }
  const settledAt = needs.now().toISOString()
  if (told.kind === 'not sent')
    throw new FailedWith(
      await goesOn(needs, cancellation),
      keep({ ...cancellation, state: 'refused', settledAt }),
    )
  throw new FailedWith(
    failure('cancel-unknown', { name: cancellation.name }),
    keep({ ...cancellation, state: 'unknown' }),
  )
}

/** Nothing was cancelled: the words say what is charged next, and when. */
const goesOn = async ({ entitlements }: RightsNeeds, { name, entitlement }: Cancellation) => {
  const next = (await entitlements.find(entitlement))?.nextCharge
  return next ? failure('cancel-out-of-reach', { name, ...next }) : failure('cancel-not-sent', { name })
}

const keep =
  (cancellation: Cancellation): Change =>
  async stores => {
    await stores.cancellations.put(cancellation)
    return undefined
  }
