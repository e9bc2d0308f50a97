import { fail } from '../failures.ts'
import type { Operation, Stage } from '../operations.ts'
import { releaseOf } from '../releases.ts'
import { checkSchema } from '../settings.ts'
import { activationOf } from './activation.ts'
import { checkEntitled } from './entitled.ts'
import { changed, type Ground } from './ground.ts'

/** Files of one run; another run of the same operation never meets them. */
export const workOf = ({ id, attempts }: Operation) => `${id}-${attempts}`

/** The signed listing of what is being installed, as the catalogue has it now. */
export const listing = async ({ addons }: Ground, { addon: slug, name, version, kind }: Operation) => {
  const addon = await addons.find(slug)
  const entry = addon && releaseOf(addon, version)
  if (!addon || !entry) return fail('no-longer-offered', { name, version })
  const { withdrawn } = entry
  if (withdrawn && (kind === 'install' || kind === 'update' || withdrawn.severity === 'stop'))
    return fail('withdrawn', { name, version, reason: withdrawn.reason })
  return { addon, entry }
}

/** Fetches what the signed listing names. A crash here begins again with nothing. */
export const download = (ground: Ground): Stage => ({
  name: 'download',
  async run(operation) {
    const { addon, entry } = await listing(ground, operation)
    if (entry.from === 'client-area') await checkEntitled(ground, addon)
    await ground.archives.download(workOf(operation), addon, entry)
    return undefined
  },
})

export const verify = (ground: Ground): Stage => ({
  name: 'verify',
  again: 'download',
  async run(operation) {
    const { addon, entry } = await listing(ground, operation)
    const { release } = await ground.archives.verify(workOf(operation), addon, entry)
    checkSchema(release.manifest['settings'], addon.name)
    return undefined
  },
})

export const activate = (ground: Ground): Stage => ({
  name: 'activate',
  async run(operation) {
    await activationOf(ground, operation)
    return async stores => {
      const installation = await stores.installations.find(operation.addon)
      if (!installation) return fail('not-installed', { name: operation.name })
      await stores.installations.put(
        changed(installation, { active: true, failure: null }, operation, ground),
      )
      return undefined
    }
  },
})
