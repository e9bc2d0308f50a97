import type { AddonEntry } from '../contracts/catalogue.ts'
import type { Kind } from '../contracts/manifest.ts'
import type { Standing } from './addons.ts'
import type { Place } from './connection/address.ts'
import type { PreviousRelease } from './installations.ts'
import { gridOf } from './kinds.ts'
import { type Back, back } from './offer/back.ts'
import { type Cancel, cancel } from './offer/cancel.ts'
import { type Get, get } from './offer/get.ts'
import type { Money } from './offer/money.ts'
import { type OfferNotice, notices, putBackNotices, rightNotices } from './offer/notices.ts'
import { type Manage, manage } from './offer/manage.ts'
import { type Older, older } from './offer/older.ts'
import { type Update, update } from './offer/update.ts'
import type { Viewer } from './permissions.ts'
import type { PutBack } from './updates.ts'

export type { Back } from './offer/back.ts'
export type { Cancel } from './offer/cancel.ts'
export type { Get } from './offer/get.ts'
export { isBought, isEntitled, isFree, type Money, noMoney } from './offer/money.ts'
export type { Manage } from './offer/manage.ts'
export type { OfferNotice } from './offer/notices.ts'
export type { Older } from './offer/older.ts'
export type { Update } from './offer/update.ts'

/** What the offer asks of an installation. */
export interface Installed {
  version: string
  active: boolean
  /** the files on disk are no longer the signed ones */
  altered: boolean
  /** a setting that it needs is missing */
  needsSetUp?: boolean | undefined
  /** the release before, if it was kept */
  previous?: PreviousRelease | null
}

/** What the offer asks of the login to the client area; null: not connected. */
export interface Connected {
  licence: { state: 'active' | 'suspended' | 'expired' }
  place: Place
}

/** What the offer asks of the help desk itself. */
export interface HelpDesk {
  version: string
  offline: boolean
  safeMode: boolean
  catalogue: Standing
}

export interface Question {
  addon: AddonEntry
  installation: Installed | null
  /** an operation of this add-on is open */
  running: boolean
  connection: Connected | null
  money: Money
  operator: Viewer
  helpDesk: HelpDesk
  /** the last release of it that had to be put back */
  putBack?: PutBack | null
  now: Date
}

export interface Offer {
  running: boolean
  get: Get
  update: Update
  /** older releases, for those who look for one */
  older: Older[]
  back: Back
  manage: Manage
  cancel: Cancel
  notices: OfferNotice[]
}

/** What one operator is shown and may press on one add-on. While an operation of it runs there is no other button. */
export const offer = (question: Question): Offer => {
  const { running, addon, installation, operator } = question
  const got = running ? { kind: 'nothing' as const } : get(question)
  return {
    running,
    get: got,
    update: running ? { kind: 'none' } : update(question),
    older: running ? [] : older(question),
    back: running ? { kind: 'none' } : back(installation, addon),
    manage: running ? { kind: 'none' } : manage(installation, gridOf(addon.kind), operator),
    cancel: running ? { kind: 'none' } : cancel(question),
    notices: notices(question, got),
  }
}

/** The same of an add-on that the catalogue no longer lists: nothing to get, but what is here can be managed and ended. */
export const unlistedOffer = ({
  kind,
  ...question
}: Omit<Question, 'addon'> & { kind: Kind | null }): Offer => {
  const { running, installation, operator } = question
  return {
    running,
    get: { kind: 'nothing' },
    update: { kind: 'none' },
    older: [],
    back: running ? { kind: 'none' } : back(installation),
    manage: running || !kind ? { kind: 'none' } : manage(installation, gridOf(kind), operator),
    cancel: running ? { kind: 'none' } : cancel(question),
    notices: [
      ...putBackNotices(question),
      { kind: 'no longer listed' },
      ...rightNotices(question, { kind: 'nothing' }),
    ],
  }
}
