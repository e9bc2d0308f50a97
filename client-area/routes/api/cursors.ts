import { timingSafeEqual } from 'node:crypto'
import type { Vault } from '../../vault.ts'

/** Where a help desk stands in the feed of its licence. Only this licence can go on from it, and only we can make one. */
export const cursorAt = (vault: Vault, licenceId: string, sequence: number) =>
  `${sequence}-${signature(vault, licenceId, String(sequence))}`

/** The place of a cursor; undefined: it is not one of this licence. */
export const placeOf = (vault: Vault, licenceId: string, cursor: string): number | undefined => {
  const [, sequence = '', signed = ''] = /^(0|[1-9]\d{0,14})-([\w-]{22})$/.exec(cursor) ?? []
  if (sequence === '') return undefined
  const expected = Buffer.from(signature(vault, licenceId, sequence))
  return timingSafeEqual(expected, Buffer.from(signed)) ? Number(sequence) : undefined
}

const signature = (vault: Vault, licenceId: string, sequence: string) =>
  vault.sign(`${licenceId} ${sequence}`, 'event cursor').slice(0, 22)
