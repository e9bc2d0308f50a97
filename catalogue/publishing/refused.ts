/** What was asked for is not done, and nothing is published; one line for each reason. */
export class Refused extends Error {
  readonly problems: string[]
  constructor(...problems: string[]) {
    super(problems.join('\n'))
    this.problems = problems
  }
}

export interface Refusal {
  kind: 'refused'
  problems: string[]
}

export const refuse = (problem: string): never => {
  throw new Refused(problem)
}

/** Turns a refusal into an answer; anything unexpected is thrown on. */
export const answering = async <T>(work: () => Promise<T>): Promise<T | Refusal> => {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Refused) return { kind: 'refused', problems: error.problems }
    throw error
  }
}
