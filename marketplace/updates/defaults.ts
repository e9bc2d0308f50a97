import { isTimeZone } from '../operators.ts'
import type { PanelSettingStore } from '../panel-settings.ts'
import { policies, type Policy } from '../updates.ts'
import { type Window, windowIn, windowText } from './window.ts'

/** What holds for every add-on of which nothing else was said, and when anything is updated by itself at all. */
export interface UpdateDefaults {
  policy: Policy
  /** a release is left to others for so long */
  waitHours: number
  /** null: at any hour */
  window: Window | null
  /** of many updates, whether the first that fails ends the run */
  stopsAtFailure: boolean
  /** the help desk's own: the window is read in it */
  timeZone: string
}

export const usualDefaults: UpdateDefaults = {
  policy: 'ask',
  waitHours: 24,
  window: null,
  stopsAtFailure: true,
  timeZone: 'UTC',
}

/** four weeks */
export const longestWait = 672

/** Hours that a release can be left to others. */
export const isWait = (hours: number) => Number.isInteger(hours) && hours >= 0 && hours <= longestWait

/** As they are stored; what is not, or makes no sense, is as usual. */
export const readDefaults = async (store: Pick<PanelSettingStore, 'get'>): Promise<UpdateDefaults> => {
  const [policy, wait, window, stops, zone] = await Promise.all([
    store.get('updates.policy'),
    store.get('updates.waitHours'),
    store.get('updates.window'),
    store.get('updates.stopAtFirst'),
    store.get('timeZone'),
  ])
  return {
    policy: policies.find(known => known === policy) ?? usualDefaults.policy,
    waitHours: wait !== undefined && isWait(Number(wait)) ? Number(wait) : usualDefaults.waitHours,
    window: windowIn(window),
    stopsAtFailure: stops !== 'no',
    timeZone: zone !== undefined && isTimeZone(zone) ? zone : usualDefaults.timeZone,
  }
}

/** Stores all of them, as text. */
export const putDefaults = async (store: Pick<PanelSettingStore, 'put'>, defaults: UpdateDefaults) => {
  await store.put('updates.policy', defaults.policy)
  await store.put('updates.waitHours', String(defaults.waitHours))
  await store.put('updates.window', windowText(defaults.window))
  await store.put('updates.stopAtFirst', defaults.stopsAtFailure ? 'yes' : 'no')
  await store.put('timeZone', defaults.timeZone)
}

/** For the record. */
export const defaultsInShort = ({ policy, waitHours, window, stopsAtFailure, timeZone }: UpdateDefaults) =>
  [
    `policy: ${policy}`,
    `wait: ${waitHours} h`,
    `window: ${windowText(window) || 'any hour'} (${timeZone})`,
    `after a failure: ${stopsAtFailure ? 'stop' : 'go on'}`,
  ].join(', ')
