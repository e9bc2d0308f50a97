import { randomUUID } from 'node:crypto'
import type { AddingCard } from '../backend.ts'
import type { Card } from '../records.ts'
import type { BillingStores } from '../stores.ts'
import type { Ground } from './ground.ts'

/** The cards of an account: stored as the gateway's token, brand, last four digits and expiry. */
export const cardsOf = (ground: Ground) => {
  const own = async ({ cards }: BillingStores, accountId: string, id: string) => {
    const card = await cards.find(id)
    return card?.accountId === accountId ? card : undefined
  }
  return {
    cards: (accountId: string) => ground.stores.cards.of(accountId),
    async addCard(accountId: string, typed: { number: string; expires: string }): Promise<AddingCard> {
      const read = ground.gateway.read(typed, ground.now())
      if (read.kind === 'wrong') return read
      const added = newCard(accountId, read.card, ground.now())
      await ground.atomically(({ cards }) => cards.add(added))
      return { kind: 'added', card: (await ground.stores.cards.find(added.id)) ?? added }
    },
    makeDefault: (accountId: string, id: string) =>
      ground.atomically(async stores => {
        const card = await own(stores, accountId, id)
        if (card) await stores.cards.makeDefault(accountId, id)
        return card !== undefined
      }),
    removeCard: (accountId: string, id: string) =>
      ground.atomically(async stores => {
        const card = await own(stores, accountId, id)
        if (card) await stores.cards.remove(id, ground.now().toISOString())
        return card !== undefined
      }),
  }
}

const newCard = (
  accountId: string,
  read: Pick<Card, 'token' | 'brand' | 'last4' | 'expires'>,
  now: Date,
): Card => ({
  id: randomUUID(),
  accountId,
  ...read,
  isDefault: false,
  createdAt: now.toISOString(),
})
