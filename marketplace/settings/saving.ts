import type { Actor } from '../activity.ts'
import type { SecretSettings } from '../code/secret-settings.ts'
import type { SettingValues } from '../installations.ts'
import { changed, type Ground } from '../installations/ground.ts'
import type { WantedSettings } from '../settings.ts'
import { problemsWith, type SettingError } from './checking.ts'
import { needsSetUp } from './set-up.ts'
import { readableNames } from './standing.ts'

export type Saved =
  /** `unfinished`: something that it needs is missing now */
  | { kind: 'saved'; unfinished: boolean }
  | { kind: 'unchanged' }
  | { kind: 'errors'; errors: SettingError[] }
  | { kind: 'not installed' }

/** Stores settings, secrets sealed, if the schema of the installed release allows them. */
export const saveSettings = (
  { atomically, now }: Pick<Ground, 'atomically' | 'now'>,
  addon: string,
  wanted: WantedSettings,
  actor: Actor,
): Promise<Saved> =>
  atomically<Saved>(async ({ installations, secrets, record }) => {
    const installation = await installations.find(addon)
    const placed = installation && (await installations.release(addon, installation.version))
    if (!installation || !placed) return { kind: 'not installed' }
    const schema = placed.release.manifest['settings']
    const errors = errorsIn(schema, wanted, await readableNames(secrets, addon))
    if (errors.length > 0) return { kind: 'errors', errors }

    const names = changedNames(installation.settings, wanted)
    if (names.length === 0) return { kind: 'unchanged' }
    for (const [name, secret] of Object.entries(wanted.secrets)) await secrets.put(addon, name, secret)
    await installations.put(changed(installation, { settings: wanted.values }, actor, { now }))
    const { version } = installation
    // the names alone: whoever may read the record need not know the settings
    const detail = names.join(', ').slice(0, 500)
    await record({ ...actor, act: 'addon.settings', addon, version, result: 'done', detail })
    return {
      kind: 'saved',
      unfinished: needsSetUp(schema, wanted.values, await readableNames(secrets, addon)),
    }
  })

/** A secret that is kept needs not be typed again, and one that is taken away is missing by the operator's own wish. */
const errorsIn = (schema: unknown, { values, secrets }: WantedSettings, kept: readonly string[]) => {
  const typed = Object.entries(secrets).filter(([, value]) => value !== null)
  const errors = problemsWith(schema, { ...values, ...Object.fromEntries(typed) }).filter(
    ({ name, code }) => !(code === 'required' && (kept.includes(name) || secrets[name] === null)),
  )
  const isRight = (name: string) => !errors.some(one => one.name === name)
  const lost = errors.length > 0 ? typed.filter(([name]) => isRight(name)) : []
  return [...errors, ...lost.map(([name]) => ({ name, code: 'again' as const, limit: '' }))]
}

const changedNames = (before: SettingValues, { values, secrets }: WantedSettings) => {
  const names = new Set([...Object.keys(before), ...Object.keys(values)])
  const differ = (name: string) => JSON.stringify(before[name]) !== JSON.stringify(values[name])
  return [...[...names].filter(differ), ...Object.keys(secrets)]
}

/** With the data of an add-on its secrets go. */
export const forgetSecrets = async (secrets: SecretSettings, addon: string) => {
  for (const name of await secrets.names(addon)) await secrets.put(addon, name, null)
}
