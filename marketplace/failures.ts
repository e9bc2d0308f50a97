/** Why something could not be done: a stable code, whose words are a message, and what the words name. */
export interface Failure {
  code: string
  values: Record<string, string | number>
}

/** Words of somebody else at the end of a sentence of ours, which has its own stop. */
export const withoutStop = (words: string) => words.trim().replace(/[\s.…:;,]+$/, '')

/** What code said, to stand inside a sentence of ours: its first line. */
export const asPhrase = (words: string) => withoutStop((words.split('\n')[0] ?? '').trim().slice(0, 300))

export const failure = (code: string, values: Failure['values'] = {}): Failure => ({ code, values })

/** An expected failure on its way to the operation that it ends. */
export class Failed extends Error {
  readonly failure: Failure

  constructor(why: Failure, cause?: unknown) {
    super(`${why.code} ${JSON.stringify(why.values)}`, { cause })
    this.failure = why
  }
}

export const fail = (code: string, values: Failure['values'] = {}, cause?: unknown): never => {
  throw new Failed(failure(code, values), cause)
}
