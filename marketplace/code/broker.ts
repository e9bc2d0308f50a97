import { type Asked, type Told, type Verb, verbs } from '../../contracts/addon-api.ts'
import type { Answer, Asking, Handlers, LogLine, WatchedHandlers } from '../code.ts'
import type { AddonsInbox, Inbox } from '../inbox.ts'
import { done, refused } from './answering.ts'
import { httpHandler } from './broker/http.ts'
import { inboxHandlers } from './broker/inbox.ts'
import { secretHandlers } from './broker/secrets.ts'
import { storageHandlers } from './broker/storage.ts'
import type { AllowedAddresses } from './allowed-addresses.ts'
import { noticeHandler, type NoticeStore } from './notices.ts'
import type { Outgoing } from './outgoing.ts'
import { rationsFor } from './rations.ts'
import { refusalsNoted } from './refusals.ts'
import { type CodeAddon, isPublic } from './rights.ts'
import type { SecretSettings } from './secret-settings.ts'
import type { AddonStorage } from './storage.ts'

/** What the help desk does for add-on code, and with what. */
export interface BrokerNeeds {
  outgoing: Outgoing
  allowed: AllowedAddresses
  /** it is a copy of a help desk, or may be one: customers hear from the other */
  isElsewhere: () => Promise<boolean>
  secrets: SecretSettings
  storage: AddonStorage
  notices: NoticeStore
  inbox: AddonsInbox & Pick<Inbox, 'list'>
  /** compares an HMAC in constant time */
  hmacFits: (asked: Asked<'hmac.verify'>, secret: string) => boolean
  areSame: (one: string, other: string) => boolean
  /** of a text, by this help desk for that add-on */
  signatureOf: (addon: string, text: string) => string
  publicUrlOf: (addon: string) => string
  now: () => Date
  /** writes a line into the log of an add-on */
  note: (addon: string, line: LogLine) => void
  log: { warn: (details: object, message: string) => void }
}

/** Everything that one add-on may ask for, by the rights in its signed manifest. What it may not is refused and logged. */
export const handlersFor = (needs: BrokerNeeds, addon: CodeAddon): WatchedHandlers => {
  const handlers: Handlers = {
    // also of one that declares no host: an operator may allow it addresses
    http: httpHandler(needs, addon),
    ...(addon.rights.storage > 0 && storageHandlers(needs, addon)),
    ...inboxHandlers(needs, addon),
    ...secretHandlers(needs, addon),
    notify: noticeHandler(needs, addon),
    ...(isPublic(addon) && { publicUrl: async () => done(needs.publicUrlOf(addon.slug)) }),
    now: async () => done(needs.now().toISOString()),
  }
  const isLeft = rationsFor(needs.now)
  const all = Object.keys(verbs).filter((verb): verb is Verb => verb in verbs)
  return {
    ...Object.fromEntries(all.map(verb => [verb, guarded(verb, handlers, isLeft)])),
    refused: refusalsNoted(needs, addon),
  }
}

const guarded = <V extends Verb>(verb: V, handlers: Handlers, isLeft: (verb: Verb) => boolean) => {
  const handler = handlers[verb]
  return async (asked: Asked<V>, asking: Asking): Promise<Answer<Told<V>>> => {
    if (!handler)
      return refused('not allowed', `The manifest declares nothing that would let it use ${verb}.`)
    // no fault of its own: it may be others who flood it
    if (!isLeft(verb))
      return refused('out of reach', 'This was done too often within a minute: ask again in the next one.')
    return handler(asked, asking)
  }
}
