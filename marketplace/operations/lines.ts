import type { Failure } from '../failures.ts'
import type { Operation } from '../operations.ts'

/** The activity lines of one operation share its id as their reference, and say what it was about. */
export const lineOf = (
  { operatorId, operator, kind, addon, version, id, input }: Operation,
  result: 'started' | 'done' | 'failed' | 'interrupted' | 'resumed',
  detail?: string,
) => ({
  operatorId,
  operator,
  act: `addon.${actOf(kind)}`,
  addon,
  version,
  result,
  reference: id,
  detail: [input['detail'], detail].filter(Boolean).join(', ') || undefined,
})

// whether its files were still on disk makes no other act of it
const actOf = (kind: string) => (kind === 'repurchase' ? 'purchase' : kind)

/** Why it failed, for the record: the code and what it names. */
export const detailOf = ({ code, values }: Failure) =>
  [code, ...Object.entries(values).map(([name, value]) => `${name}: ${value}`)].join(', ')
