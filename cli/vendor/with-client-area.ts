import { type Account } from '../../client-area/accounts/accounts.ts'
import { type Licence, readPanelAddress, stateOf } from '../../client-area/accounts/licences.ts'
import { openStores, type Stores } from '../../client-area/services.ts'
import { readSettings, type Settings, WrongSetting } from '../../client-area/settings.ts'
import { Failed, type Given, type Io, WrongUse } from '../command.ts'

/** Opens the client area's stores beside a running client area, works with them, and closes them. */
export const withClientArea = async (
  io: Io,
  work: (stores: Stores, url: string, settings: Settings) => Promise<void>,
) => {
  const settings = settingsFrom(io.env)
  const stores = await openStores(settings)
  try {
    const url = settings.publicUrl?.href ?? `http://127.0.0.1:${settings.port}`
    await work(stores, url.replace(/\/$/, ''), settings)
  } finally {
    await stores.close()
  }
}

const settingsFrom = (env: Io['env']) => {
  try {
    return readSettings(env)
  } catch (error) {
    throw error instanceof WrongSetting ? new Failed(error.message, { cause: error }) : error
  }
}

/** An option that must be there. */
export const needed = (given: Given, name: string) => {
  const value = given[name]
  if (typeof value !== 'string' || value === '') throw new WrongUse(`--${name} is needed.`)
  return value
}

export const panelIn = (given: Given) => {
  const typed = needed(given, 'panel')
  const panel = readPanelAddress(typed)
  if (panel === undefined)
    throw new WrongUse(`--panel ${typed} is not an http or https address of a help desk.`)
  return panel
}

/** The account of a person's e-mail address; by its id where the person has several. */
export const accountNamed = async ({ people, accounts }: Stores, name: string): Promise<Account> => {
  const byId = await accounts.find(name)
  if (byId) return byId
  const person = await people.findByEmail(name)
  const [account, ...more] = person ? await accounts.of(person.id) : []
  if (!account) throw new Failed(`There is no account of ${name}: open one with "souk-vendor accounts add".`)
  if (more.length === 0) return account
  const ids = [account, ...more].map(({ id }) => id).join(', ')
  throw new Failed(`${name} has several accounts: name one of ${ids}.`)
}

export const licenceWithKey = async ({ licences }: Stores, key = ''): Promise<Licence> => {
  const licence = await licences.findByKey(key)
  if (!licence) throw new Failed('There is no licence with this key.')
  return licence
}

/** A licence as data, without its secrets. */
export const licenceSummary = async ({ accounts }: Stores, licence: Licence) => ({
  id: licence.id,
  keyEnd: licence.keyEnd,
  state: stateOf(licence, new Date()),
  panel: licence.panel,
  clientId: licence.clientId,
  account: licence.accountId,
  owner: (await accounts.find(licence.accountId))?.email ?? '',
})

/** Prints data: as JSON where asked, else one `name: value` a line. */
export const print = (io: Io, given: Given, data: Record<string, unknown>) => {
  const lines = () => Object.entries(data).map(([name, value]) => `${name}: ${String(value)}`)
  io.out(given['json'] ? `${JSON.stringify(data, null, 2)}\n` : `${lines().join('\n')}\n`)
}

export const json = { type: 'boolean', about: 'print data as JSON' } as const
