import { randomBytes, randomInt, randomUUID } from 'node:crypto'
import type { Account } from './accounts.ts'

export type LicenceState = 'active' | 'suspended' | 'expired'

/** The right to run one help desk, owned by an account, with an OAuth client of its own. */
export interface Licence {
  id: string
  accountId: string
  /** the help desk's address, without a slash at its end */
  panel: string
  keyEnd: string
  clientId: string
  suspendedAt: Date | undefined
  expiresAt: Date | undefined
  /** where it takes webhooks; null: it polls only */
  webhookUrl: string | null
}

/** What the help desk needs to know and nobody else may. */
export interface LicenceSecrets {
  key: string
  clientSecret: string
  webhookSecret: string
}

export interface Licences {
  find: (id: string) => Promise<Licence | undefined>
  findByKey: (key: string) => Promise<Licence | undefined>
  findByClient: (clientId: string) => Promise<Licence | undefined>
  /** oldest first */
  of: (accountIds: string[]) => Promise<Licence[]>
  secretsOf: (id: string) => Promise<LicenceSecrets | undefined>
  add: (licence: Licence, secrets: LicenceSecrets) => Promise<void>
  suspend: (id: string, at: Date | undefined) => Promise<void>
  readdress: (id: string, panel: string) => Promise<void>
  transfer: (id: string, accountId: string) => Promise<void>
  /** Sends webhooks there from now on; null: none. What was due at the old address goes to the new one. */
  setWebhook: (id: string, url: string | null) => Promise<void>
  /** Makes a new webhook secret and answers with it; the former one signs beside it for 24 hours. */
  rotateSecret: (id: string, now?: Date) => Promise<string>
  /** the secrets that sign a webhook at that time, newest first */
  signingSecrets: (id: string, at: Date) => Promise<string[]>
}

export const stateOf = (licence: Licence, now: Date): LicenceState => {
  if (licence.suspendedAt) return 'suspended'
  return licence.expiresAt && licence.expiresAt <= now ? 'expired' : 'active'
}

/** Makes a licence with its own confidential OAuth client and webhook secret. */
export const issueLicence = async (licences: Licences, account: Account, panel: string) => {
  const secrets = {
    key: newKey(),
    clientSecret: randomBytes(32).toString('base64url'),
    webhookSecret: newWebhookSecret(),
  }
  const licence: Licence = {
    id: randomUUID(),
    accountId: account.id,
    panel,
    keyEnd: secrets.key.slice(-4),
    clientId: `helpdesk-${randomBytes(9).toString('hex')}`,
    suspendedAt: undefined,
    expiresAt: undefined,
    webhookUrl: null,
  }
  await licences.add(licence, secrets)
  return { licence, secrets }
}

/** As Standard Webhooks writes a secret. */
export const newWebhookSecret = () => `whsec_${randomBytes(24).toString('base64')}`

// Crockford's alphabet: no letter that can be taken for a digit. 25 of them are 125 bits.
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const group = () => Array.from({ length: 5 }, () => alphabet[randomInt(alphabet.length)]).join('')
const newKey = () => `SOUK-${Array.from({ length: 5 }, group).join('-')}`

/** The two addresses a help desk's login may return to; nothing else is accepted. */
export const returnAddresses = (panel: string) => ({
  callback: `${panel}/connection/callback`,
  afterLogout: `${panel}/addons`,
})

/** Reads a help desk's address as it was typed; undefined when it can't be one. */
export const readPanelAddress = (text: string): string | undefined => {
  if (!URL.canParse(text)) return undefined
  const { protocol, username, search, hash, href } = new URL(text)
  const usable = /^https?:$/.test(protocol) && !username && !search && !hash && href.length <= 400
  return usable ? href.replace(/\/+$/, '') : undefined
}

/** Reads where a help desk takes webhooks, as it was typed; undefined when it can't be such an address. */
export const readWebhookAddress = (text: string): string | undefined => {
  if (!URL.canParse(text.trim())) return undefined
  const { protocol, username, password, hash, href } = new URL(text.trim())
  const usable = /^https?:$/.test(protocol) && !username && !password && !hash && href.length <= 500
  return usable ? href : undefined
}
