import type { SecretSettings } from '../code/secret-settings.ts'
import type { Installation, InstallationStore } from '../installations.ts'
import { needsSetUp } from './set-up.ts'

/** What is known of a secret that is kept: its value is told to nobody. */
export type SecretState = 'stored' | 'unreadable'

/** The settings of installed add-ons, beside what an installation says of itself. */
export interface AddonSettings {
  secretsOf(addon: string): Promise<ReadonlyMap<string, SecretState>>
  /** Those that need set-up; `revision` of the installations as known, if it is. */
  unfinished(revision?: number): Promise<ReadonlySet<string>>
}

interface Needs {
  installations: Pick<InstallationStore, 'all' | 'release' | 'revision'>
  secrets: Pick<SecretSettings, 'names' | 'value'>
}

export const addonSettingsOver = ({ installations, secrets }: Needs): AddonSettings => {
  let known: { revision: number; unfinished: Promise<ReadonlySet<string>> } | undefined

  const isUnfinished = async ({ addon, version, settings }: Installation) => {
    const placed = await installations.release(addon, version)
    const schema = placed?.release.manifest['settings']
    return schema !== undefined && needsSetUp(schema, settings, await readableNames(secrets, addon))
  }

  const look = async () => {
    const found = new Set<string>()
    for (const one of await installations.all()) if (await isUnfinished(one)) found.add(one.addon)
    return found
  }

  return {
    secretsOf: addon => secretStates(secrets, addon),
    async unfinished(revision) {
      const now = revision ?? (await installations.revision())
      if (known?.revision === now) return known.unfinished
      const unfinished = look()
      known = { revision: now, unfinished }
      // what could not be looked up is not remembered
      unfinished.catch(() => (known = undefined))
      return unfinished
    },
  }
}

/** Where each secret that is kept stands: sealed with another SECRET_KEY, it can't be read. */
export const secretStates = async (secrets: Needs['secrets'], addon: string) => {
  const states = new Map<string, SecretState>()
  for (const name of await secrets.names(addon))
    states.set(name, (await secrets.value(addon, name)) === undefined ? 'unreadable' : 'stored')
  return states
}

/** The secrets that an add-on has, with their values: one that can't be read is missing. */
export const readableSecrets = async (secrets: Needs['secrets'], addon: string) => {
  const values = new Map<string, string>()
  for (const name of await secrets.names(addon)) {
    const value = await secrets.value(addon, name)
    if (value !== undefined) values.set(name, value)
  }
  return values
}

export const readableNames = async (secrets: Needs['secrets'], addon: string) => [
  ...(await readableSecrets(secrets, addon)).keys(),
]
