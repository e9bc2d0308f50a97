import type { Fault } from '../../support/tampering.ts'
import { lies, networkFaults } from '../../support/network-faults.ts'
import { lateFaults } from './late.ts'

/** Every request that a panel sends where money is concerned, and in words. */
export const calls = {
  quote: /^POST \/api\/v1\/quotes/,
  purchase: /^POST \/api\/v1\/purchases$/,
  'look-up': /^GET \/api\/v1\/purchases\/[\w-]+$/,
  withdrawal: /^POST \/api\/v1\/purchases\/[\w-]+\/withdrawal/,
  'open orders': /^GET \/api\/v1\/purchases\?open/,
  'one right': /^GET \/api\/v1\/entitlements\/[\w-]+$/,
  'all rights': /^GET \/api\/v1\/entitlements$/,
  cancellation: /^POST \/api\/v1\/entitlements\/[\w-]+\/cancellation/,
  feed: /^GET \/api\/v1\/events/,
  download: /^GET \/api\/v1\/releases\//,
  licence: /^GET \/api\/v1\/licence/,
  token: /^POST \/oauth\/token/,
} as const
export type Call = keyof typeof calls

type Body = Record<string, unknown>
const but = (change: Body) => lies(body => ({ ...body, ...change }))
const firstOf = (name: string, change: Body) =>
  lies(body => ({ ...body, [name]: (body[name] as Body[]).map(one => ({ ...one, ...change })) }))

const wrongPurchases: Record<string, Fault> = {
  'another amount': but({ total: 40_000 }),
  'another currency': but({ currency: 'JPY' }),
  'another cycle': but({ cycle: 'biennially' }),
  'another add-on': but({ addon: 'french' }),
  'another account': but({ account: 'otto' }),
  'another licence': but({ licence: 'another-one' }),
  'another order': but({ reference: 'somebody-elses-one' }),
  'paid without a right': but({ state: 'paid', entitlement: null }),
  'refused although it charged': but({ state: 'refused', refusal: 'not sold', entitlement: null }),
  'the amount as text': but({ total: '400' }),
  'a state that nobody knows': but({ state: 'great' }),
}
const wrongRights: Record<string, Fault> = {
  'a right of another licence': but({ licence: 'another-one' }),
  'a right to another add-on': but({ addon: 'french' }),
  'another right': but({ id: 'another-right' }),
  'a state that nobody knows': but({ state: 'great' }),
}

/** N13: well-formed lies, by the call that they answer. */
export const liesAbout: Record<Call, Record<string, Fault>> = {
  quote: {
    'another add-on': but({ addon: 'french' }),
    'another account': but({ account: { id: 'otto', name: 'Otto', email: 'otto@example.com' } }),
    'a wrong sum': firstOf('quotes', { total: 399 }),
  },
  purchase: wrongPurchases,
  'look-up': wrongPurchases,
  withdrawal: { 'another order': but({ reference: 'somebody-elses-one' }) },
  'open orders': { 'orders of another licence': firstOf('purchases', { licence: 'another-one' }) },
  'one right': wrongRights,
  'all rights': { 'rights of another licence': firstOf('entitlements', { licence: 'another-one' }) },
  cancellation: { ...wrongRights, 'that it runs on': but({ state: 'active', endedAt: null, endsAt: null }) },
  feed: { 'nothing new': but({ events: [] }), 'a cursor of somebody else': but({ cursor: 'elsewhere' }) },
  download: {
    'other bytes': async (res, effect) => {
      const other = Buffer.from((await effect()).bytes ?? '').fill(7, 20, 40)
      res.writeHead(200, { 'content-length': other.length }).end(other)
    },
  },
  licence: { 'a licence of somebody else': but({ id: 'another-one' }) },
  token: { 'a token that is none': but({ access_token: 'nothing' }) },
}

/** What may happen to any call, by its code and in words: N1 to N12. */
export const anyFault = { ...networkFaults, ...lateFaults }
export type AnyFault = keyof typeof anyFault

/** The same for one call, with lies about it: N1 to N13. */
export const faultsOf = (call: Call): [string, Fault][] => [
  ...Object.entries<Fault>(anyFault),
  ...Object.entries(liesAbout[call]).map(([words, fault]): [string, Fault] => [
    `N13 tells of ${words}`,
    fault,
  ]),
]

/** It takes as long as the panel's patience. */
export const hangs = (name: string) => /never answers|too late|drips|never ends/.test(name)
