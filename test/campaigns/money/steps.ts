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

const named =
  <const Place extends string>(at: Place) =>
  <const Name extends string>(name: Name) => ({ at: fc.constant(at), do: fc.constant(name) })
const desk = named('desk')
const vendor = named('vendor')
const around = named('around')

/** One thing that somebody does or that happens; numbers choose among what is there. */
const byWeight = [
  [6, fc.record({ ...desk('look'), addon })],
  [10, fc.record({ ...desk('press'), addon, form: which, hands, waits })],
  [4, fc.record({ ...desk('cancel'), addon, hands, waits })],
  [2, fc.record({ ...desk('check payment'), addon })],
  [2, fc.record({ ...desk('withdraw'), addon })],
  [2, fc.record({ ...desk('install'), addon })],
  [1, fc.record({ ...desk('uninstall'), addon })],
  [2, fc.record({ ...desk('poll') })],
  [2, fc.record({ ...vendor('cancel at the vendor'), which })],
  [3, fc.record({ ...vendor('pay by hand'), which })],
  [1, fc.record({ ...vendor('answer the bank'), which, agrees: fc.boolean() })],
  [2, fc.record({ ...vendor('refund'), which, percent: fc.constantFrom(30, 100) })],
  [1, fc.record({ ...vendor('void'), which })],
  [1, fc.record({ ...vendor('mark paid'), which })],
  [4, fc.record({ ...vendor('use card'), card: fc.constantFrom(...cards) })],
  [3, fc.record({ ...vendor('bill'), days: fc.integer({ min: 0, max: 40 }) })],
  [1, fc.record({ ...vendor('new price'), amount: fc.constantFrom(300, 400, 550) })],
  [
    2,
    fc.record({
      ...around('clock'),
      whose: fc.constantFrom('panel', 'both'),
      jump: fc.constantFrom('an hour back', 'forty days on'),
    }),
  ],
  [
    7,
    fc.record({
      ...around('fault'),
      call: fc.constantFrom(...breakable),
      fault: fc.constantFrom(...faults),
      times: fc.constantFrom(1, 2, 99),
    }),
  ],
  [2, fc.record({ ...around('refuse') })],
  [4, fc.record({ ...around('all is well') })],
  [3, fc.record({ ...around('restart'), who: fc.constantFrom('panel', 'client area', 'both') })],
  [1, fc.record({ ...around('the client area stops') })],
  [1, fc.record({ ...vendor('suspend the licence') })],
  [1, fc.record({ ...vendor('resume the licence') })],
  [2, fc.record({ ...around('copy the database') })],
  [2, fc.record({ ...around('restore the copy') })],
  [1, fc.record({ ...desk('log in'), who: fc.constantFrom('olive', 'otto') })],
  [1, fc.record({ ...vendor('revoke the login') })],
] as const

type Of<Arbitrary> = Arbitrary extends fc.Arbitrary<infer One> ? One : never
export type Step = Of<(typeof byWeight)[number][1]>
/** What operators do at the panel; what olive and the vendor do in the client area; what happens to both. */
export type AtDesk = Extract<Step, { at: 'desk' }>
export type AtVendor = Extract<Step, { at: 'vendor' }>
export type Around = Extract<Step, { at: 'around' }>

/** What happens to one help desk. */
export const stories = fc.array(
  fc.oneof(...byWeight.map(([weight, arbitrary]): fc.WeightedArbitrary<Step> => ({ weight, arbitrary }))),
  { minLength: 8, maxLength: 30 },
)

/** A story as somebody reads it. */
export const told = (steps: readonly Step[]) =>
  steps.map(step => Object.values(step).slice(1).join(' ')).join('; ')
