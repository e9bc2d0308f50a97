import type { Trouble } from './errors.ts'

export const stepNames = ['name', 'connect', 'tls', 'reply', 'size', 'clock'] as const
export type StepName = (typeof stepNames)[number]

/** One step on the way to another program, tested on its own. Steps after a failed one are not tried. */
export type Step = { name: StepName } & (
  | { kind: 'fine'; ms: number; value: string | number }
  | { kind: 'failed'; ms: number; trouble: Trouble | 'clock' }
  | { kind: 'not tried' }
)

export interface Reach {
  program: 'catalogue' | 'client-area'
  address: string
  steps: Step[]
}

/** The clocks may differ by five minutes before signatures and logins begin to fail for reasons that look like an attack. */
export const clockTolerance = 300

export const isReached = ({ steps }: Reach) => steps.every(({ kind }) => kind === 'fine')
