import fc from 'fast-check'
import { cardNumbers, type CardName } from '../../../client-area/test/books.ts'
import { type AnyFault, anyFault, type Call, calls } from './calls.ts'
import { sold } from './panel-holds.ts'

const addon = fc.constantFrom(...sold)
const which = fc.nat({ max: 20 })
const waits = fc.boolean()
/** how many press at the same moment, through two panels */
const hands = fc.constantFrom(1, 1, 1, 4)
const cards = Object.keys(cardNumbers) as CardName[]
// those whose deadlines are the panel's own are tried call by call, not by chance
const breakable = (Object.keys(calls) as Call[]).filter(call => call !== 'token' && call !== 'licence')
const faults = Object.keys(anyFault) as AnyFault[]

const named = <const Name extends string>(name: Name) => ({ do: fc.constant(name) })

/** One thing that somebody does or that happens; numbers choose among what is there. */
const byWeight = [
  [6, fc.record({ ...named('look'), addon })],
  [10, fc.record({ ...named('press'), addon, form: which, hands, waits })],
  [4, fc.record({ ...named('cancel'), addon, hands, waits })],
  [2, fc.record({ ...named('check payment'), addon })],
  [2, fc.record({ ...named('withdraw'), addon })],
  [2, fc.record({ ...named('install'), addon })],
  [1, fc.record({ ...named('uninstall'), addon })],
  [2, fc.record({ ...named('poll') })],
  [2, fc.record({ ...named('cancel at the vendor'), which })],
  [3, fc.record({ ...named('pay by hand'), which })],
  [1, fc.record({ ...named('answer the bank'), which, agrees: fc.boolean() })],
  [2, fc.record({ ...named('refund'), which, percent: fc.constantFrom(30, 100) })],
  [1, fc.record({ ...named('void'), which })],
  [1, fc.record({ ...named('mark paid'), which })],
  [4, fc.record({ ...named('use card'), card: fc.constantFrom(...cards) })],
  [3, fc.record({ ...named('bill'), days: fc.integer({ min: 0, max: 40 }) })],
  [1, fc.record({ ...named('new price'), amount: fc.constantFrom(300, 400, 550) })],
  [
    2,
    fc.record({
      ...named('clock'),
      whose: fc.constantFrom('panel', 'both'),
      jump: fc.constantFrom('an hour back', 'forty days on'),
    }),
  ],
  [
    7,
    fc.record({
      ...named('fault'),
      call: fc.constantFrom(...breakable),
      fault: fc.constantFrom(...faults),
      times: fc.constantFrom(1, 2, 99),
    }),
  ],
  [2, fc.record({ ...named('refuse') })],
  [4, fc.record({ ...named('all is well') })],
  [3, fc.record({ ...named('restart'), who: fc.constantFrom('panel', 'client area', 'both') })],
  [1, fc.record({ ...named('stay down'), who: fc.constantFrom('panel', 'client area') })],
  [1, fc.record({ ...named('suspend the licence') })],
  [1, fc.record({ ...named('resume the licence') })],
  [2, fc.record({ ...named('copy the database') })],
  [2, fc.record({ ...named('restore the copy') })],
  [1, fc.record({ ...named('log in'), who: fc.constantFrom('olive', 'otto') })],
  [1, fc.record({ ...named('revoke the login') })],
] as const

type Of<Arbitrary> = Arbitrary extends fc.Arbitrary<infer One> ? One : never
export type Step = Of<(typeof byWeight)[number][1]>

/** What happens to one help desk. */
export const stories = fc.array(
  fc.oneof(...byWeight.map(([weight, arbitrary]): fc.WeightedArbitrary<Step> => ({ weight, arbitrary }))),
  { minLength: 8, maxLength: 30 },
)

/** A story as somebody reads it. */
export const told = (steps: readonly Step[]) => steps.map(step => Object.values(step).join(' ')).join('; ')
