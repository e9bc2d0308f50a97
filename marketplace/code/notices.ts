import { plainLine } from '../../contracts/inbox.ts'
import type { Handlers } from '../code.ts'
import { done, refused } from './answering.ts'
import type { BrokerNeeds } from './broker.ts'
import { rationed } from './rationed.ts'
import type { CodeAddon } from './rights.ts'

/** One line that an add-on shows to operators. */
export interface AddonNotice {
  addon: string
  /** its own name of it: a second one takes the place of the first */
  id: string
  tone: 'info' | 'warning'
  text: string
  at: string
}

export interface NoticeStore {
  /** False if the add-on shows `most` others already, or is installed no more. */
  put(notice: AddonNotice, most: number): Promise<boolean>
  remove(addon: string, id: string): Promise<void>
  since(at: string): Promise<AddonNotice[]>
}

const most = 3
const aDay = 86_400_000
const perMinute = 20

export const noticeHandler = (
  { notices, now }: BrokerNeeds,
  { slug }: CodeAddon,
): NonNullable<Handlers['notify']> => {
  // each of them has every page made anew
  const ration = rationed({ perMinute }, now)
  return async ({ id, tone, text }) => {
    const free = ration.take()
    if (!free) return refused('too many', 'It changes what it shows too often.')
    free()
    if (text === null) return done((await notices.remove(slug, id), null))
    const notice = { addon: slug, id, tone, text: plainLine(text, 300), at: now().toISOString() }
    const isShown = await notices.put(notice, most)
    return isShown
      ? done(null)
      : refused('too many', `It shows ${most} notices already: take one back first.`)
  }
}

/** Those of the last day. */
export const noticesNow = (store: NoticeStore, now: Date) =>
  store.since(new Date(now.getTime() - aDay).toISOString())
