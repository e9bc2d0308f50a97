import type { Work } from './index.ts'

export type RevisionName = 'catalogue' | 'installations' | 'connection' | 'settings' | 'purchases'

/** Counts a change, in its own transaction: what was made at the former number is read again. */
export const bump = async (work: Work, name: RevisionName) => {
  await work('revisions').where({ name }).increment('number', 1)
}

export const revisionOf = async (work: Work, name: RevisionName) => {
  const row = await work<{ name: string; number: number }>('revisions').where({ name }).first()
  return row?.number ?? 0
}
