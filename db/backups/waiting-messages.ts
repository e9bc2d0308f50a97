import type { Work } from '../index.ts'

/** The replies that were on their way when the backup was made, by id, the oldest first. */
export const waitingMessagesIn = (work: Work) => (): Promise<string[]> =>
  work('messages').where({ state: 'waiting' }).orderBy('number').pluck('id')
