import type { Actor } from '../activity.ts'
import type { StoredConnection } from '../connection.ts'
import type { ConnectionNeeds } from './needs.ts'

/**
 * `moved or copy`: the panel's address is not the one that logged in, and nobody has said yet whether it moved; `copy`: it
 * is a copy of the one that did. Neither buys, cancels or sends anything: two panels must not act for one licence.
 */
export type Place = 'at home' | 'moved or copy' | 'copy'
export type AddressAnswer = 'moved' | 'copy'
export type AddressAnswered = { kind: 'moved' | 'copy' | 'not connected' | 'nothing to answer' }

export const placeOf = (
  { panelUrl, isCopy }: Pick<StoredConnection, 'panelUrl' | 'isCopy'>,
  here: string,
) => {
  if (plain(panelUrl) === plain(here)) return 'at home'
  return isCopy ? 'copy' : 'moved or copy'
}

const plain = (address: string) => address.replace(/\/+$/, '')

/** Stores what somebody says this panel is. Whoever takes it back just answers again. */
export const answerAddress = async (
  { store, panelUrl }: ConnectionNeeds,
  answer: AddressAnswer,
  actor: Actor,
): Promise<AddressAnswered> => {
  const stored = await store.find()
  if (!stored) return { kind: 'not connected' }
  if (placeOf(stored, panelUrl) === 'at home') return { kind: 'nothing to answer' }
  const isCopy = answer === 'copy'
  const said = { panelUrl: isCopy ? stored.panelUrl : panelUrl, isCopy }
  await store.place(stored.login, said, {
    ...actor,
    act: `connection.${answer}`,
    result: 'done',
    detail: `${stored.panelUrl} → ${panelUrl}`,
  })
  return { kind: answer }
}
