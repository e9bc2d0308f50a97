import type { Json } from '../../contracts/json.ts'
import type { Installation } from '../installations.ts'
import { readableSecrets } from '../settings/standing.ts'
import type { BrokerNeeds } from './broker.ts'
import { placeholdersOf } from './placeholders.ts'

/** The settings as add-on code sees them, and by what a change of one is noticed without keeping any secret. */
export interface ToldSettings {
  told: { [name: string]: Json }
  /** what stands for secrets among them */
  placeholders: string[]
  prints: ReadonlyMap<string, string>
}

/** A secret that is set, and can be read, stands there as its placeholder. */
export const settingsTold = async (
  { addon, settings }: Installation,
  { secrets, signatureOf }: Pick<BrokerNeeds, 'secrets' | 'signatureOf'>,
): Promise<ToldSettings> => {
  const values = await readableSecrets(secrets, addon)
  const placeholderOf = placeholdersOf(signatureOf, addon)
  const sealed = [...values.keys()].map(name => [name, placeholderOf(name)] as const)
  const printOf = (value: Json) => signatureOf(`${addon} setting`, JSON.stringify(value))
  return {
    told: { ...settings, ...Object.fromEntries(sealed) },
    placeholders: sealed.map(([, placeholder]) => placeholder),
    prints: new Map([...Object.entries(settings), ...values].map(([name, value]) => [name, printOf(value)])),
  }
}

/** Which settings differ. */
export const changedIn = (before: ToldSettings['prints'], now: ToldSettings['prints']) =>
  [...new Set([...before.keys(), ...now.keys()])].filter(name => before.get(name) !== now.get(name))
