import { badAnswers } from './bad-answers.ts'
import { flooding } from './flooding.ts'
import { meddling } from './meddling.ts'
import type { Probe } from './probe.ts'
import { reachingOut } from './reaching-out.ts'
import { runningAway } from './running-away.ts'

/** Every attack, by what it is after. */
export const probes: Record<string, Probe[]> = {
  'reaches out': reachingOut,
  'answers badly': badAnswers,
  'runs away': runningAway,
  floods: flooding,
  meddles: meddling,
}
