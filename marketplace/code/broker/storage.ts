import type { Handlers } from '../../code.ts'
import { done, refused } from '../answering.ts'
import type { BrokerNeeds } from '../broker.ts'
import type { CodeAddon } from '../rights.ts'
import type { Kept } from '../storage.ts'

const mostListed = 200 * 1024

/** What an add-on keeps, within the room that it declares. */
export const storageHandlers = ({ storage }: BrokerNeeds, { shelf, rights }: CodeAddon): Handlers => ({
  'storage.get': async ({ key }) => done(await storage.get(shelf, key)),
  async 'storage.set'({ key, value }) {
    return answerOf(await storage.set(shelf, key, value, rights.storage), rights.storage)
  },
  async 'storage.delete'({ key }) {
    return answerOf(await storage.delete(shelf, key), rights.storage)
  },
  async 'storage.list'({ prefix }) {
    const found = await storage.list(shelf, prefix, mostListed)
    return found ? done(found) : refused('too large', 'That is too much at once: ask for a longer prefix.')
  },
})

const answerOf = (kept: Kept, quota: number) => {
  switch (kept) {
    case 'kept':
      return done(null)
    case 'no room':
      return refused('no room', `It may keep ${quota} bytes, and this is more.`)
    case 'moved':
      return refused(
        'busy',
        'The add-on is being updated, and keeps nothing meanwhile: try again in a moment.',
      )
  }
}
