import type { Refusal } from '../../contracts/addon-api.ts'
import type { Answer } from '../code.ts'

export const done = <T>(value: T): Answer<T> => ({ kind: 'done', value })
export const refused = (code: Refusal, why: string): Extract<Answer<never>, { kind: 'refused' }> => ({
  kind: 'refused',
  code,
  why,
})
