import { networkFaults, onlyFirst } from '../../support/network-faults.ts'
import type { Fault } from '../../support/tampering.ts'
import type { World } from './bench.ts'
import type { Call } from './calls.ts'
import type { Hands } from './hands.ts'
import type { Sold } from './panel-holds.ts'

export const addon: Sold = 'japanese'

/** One outgoing call, how a panel comes to send it, and which one comes before it. */
export interface Scene {
  call: Call
  name: string
  /** what has happened by then */
  before?: 'bought' | 'bought and installed'
  /** what goes wrong earlier, so that it comes to this call */
  lost?: [Call, Fault][]
  /** after whose answer nobody listens any more (N0); none: from the beginning */
  after?: Call
  act: (hands: Hands, world: World) => Promise<unknown>
}

export const buy = async (hands: Hands) => {
  const form = (await hands.forms(addon)).find(({ cycle }) => cycle === 'monthly')
  return form && hands.ended(await hands.press(addon, form))
}
export const cancel = async (hands: Hands) => hands.ended(await hands.cancel(addon))
export const install = async (hands: Hands) => hands.ended(await hands.install(addon))
const poll = (_: Hands, { desk }: World) => desk.services.entitlements.sync()
const cut = networkFaults['N2 does it, and cuts']
const fails = networkFaults['N4 fails with 500']

export const scenes: Scene[] = [
  { call: 'quote', name: 'quote', act: buy },
  { call: 'purchase', name: 'purchase', act: buy },
  { call: 'look-up', name: 'look-up', lost: [['purchase', onlyFirst(cut)]], after: 'purchase', act: buy },
  {
    call: 'purchase',
    name: 'repeat',
    lost: [['purchase', onlyFirst(fails)]],
    after: 'look-up',
    act: buy,
  },
  { call: 'withdrawal', name: 'withdrawal', lost: [['purchase', fails]], after: 'look-up', act: buy },
  { call: 'one right', name: 'reading the right bought', after: 'purchase', act: buy },
  { call: 'all rights', name: 'reading all rights before the download', after: 'one right', act: buy },
  { call: 'download', name: 'download', after: 'all rights', act: buy },
  { call: 'all rights', name: 'reading all rights at an install', before: 'bought', act: install },
  { call: 'cancellation', name: 'cancellation', before: 'bought and installed', act: cancel },
  {
    call: 'one right',
    name: 'reading the right after a lost cancellation',
    before: 'bought and installed',
    lost: [['cancellation', onlyFirst(cut)]],
    after: 'cancellation',
    act: cancel,
  },
  {
    call: 'one right',
    name: 'reading the right after a cancellation that failed',
    before: 'bought and installed',
    lost: [['cancellation', fails]],
    after: 'cancellation',
    act: cancel,
  },
  { call: 'feed', name: 'events feed', before: 'bought', act: poll },
  { call: 'licence', name: 'licence', before: 'bought', after: 'feed', act: poll },
  { call: 'all rights', name: 'reading all rights at a poll', before: 'bought', after: 'licence', act: poll },
  { call: 'open orders', name: 'open orders', before: 'bought', after: 'all rights', act: poll },
  { call: 'token', name: 'token refresh', act: buy },
  { call: 'token', name: 'token refresh at Cancel', before: 'bought and installed', act: cancel },
]
