import type { Handlers } from '../../code.ts'
import { done, refused } from '../answering.ts'
import type { BrokerNeeds } from '../broker.ts'
import type { CodeAddon } from '../rights.ts'

const mostListed = 200 * 1024

/** What an add-on keeps, within the room that it declares. */
export const storageHandlers = ({ storage }: BrokerNeeds, { slug, rights }: CodeAddon): Handlers => ({
  'storage.get': async ({ key }) => done(await storage.get(slug, key)),
  async 'storage.set'({ key, value }) {
    const isKept = await storage.set(slug, key, value, rights.storage)
    return isKept ? done(null) : refused('no room', `It may keep ${rights.storage} bytes, and this is more.`)
  },
  async 'storage.delete'({ key }) {
    await storage.delete(slug, key)
    return done(null)
  },
  async 'storage.list'({ prefix }) {
    const found = await storage.list(slug, prefix, mostListed)
    return found ? done(found) : refused('too large', 'That is too much at once: ask for a longer prefix.')
  },
})
