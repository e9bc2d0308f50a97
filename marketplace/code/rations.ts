import type { Verb } from '../../contracts/addon-api.ts'
import { rationed } from './rationed.ts'

/** What one add-on may ask for in a minute: all in all, of what changes something, and of what costs most. */
const most = { asks: 30_000, changes: 3_000 }
const mostOf: { [V in Verb]?: number } = { 'inbox.deliver': 600, 'inbox.reply': 300, 'inbox.find': 300 }

const changing: readonly Verb[] = [
  'storage.set',
  'storage.delete',
  'inbox.deliver',
  'inbox.reply',
  'inbox.tag',
  'inbox.untag',
  'inbox.close',
]

/** Stops one add-on, or who floods its public address, from having the database for itself. False: not in this minute. */
export const rationsFor = (now: () => Date) => {
  const isLeft = (perMinute: number) => {
    const ration = rationed({ perMinute }, now)
    return () => {
      const giveBack = ration.take()
      giveBack?.()
      return giveBack !== undefined
    }
  }
  const [asks, changes] = [isLeft(most.asks), isLeft(most.changes)]
  const own = new Map(Object.entries(mostOf).map(([verb, perMinute]) => [verb, isLeft(perMinute)]))
  return (verb: Verb) => asks() && (!changing.includes(verb) || changes()) && (own.get(verb)?.() ?? true)
}
