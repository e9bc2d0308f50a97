import type { Installation, PlacedRelease, SettingValues } from '../../../marketplace/installations.ts'
import { defaultsOf } from '../../../marketplace/settings.ts'
import type { Release } from '../releases.ts'

/** A help desk on which one add-on is installed: the one its author works on. */
export const deskOf = (now: () => Date) => {
  let one: Installation | undefined
  let release: Release | undefined
  let trouble: string | undefined
  let revision = 0
  let isStrict = true

  const change = (to: Partial<Installation>) => {
    if (one) one = { ...one, ...to, changedAt: now().toISOString() }
    revision += 1
  }

  return {
    installations: {
      find: async (slug: string) => (one?.addon === slug ? one : undefined),
      all: async () => (one ? [one] : []),
      async release(slug: string, version: string): Promise<PlacedRelease | undefined> {
        return release?.placed.addon === slug && release.placed.version === version
          ? release.placed
          : undefined
      },
      revision: async () => revision,
    },
    release: () => release,
    installation: () => one,
    trouble: () => trouble,
    read: async (_: PlacedRelease, path: string) => release?.read(path),
    /** settings are kept from release to release, as on a help desk */
    put(next: Release) {
      const { slug: addon, kind, name, version, settings } = next.manifest
      const at = now().toISOString()
      release = next
      trouble = undefined
      const kept = one?.addon === addon ? one.settings : undefined
      one = {
        addon,
        kind,
        name,
        version,
        active: true,
        altered: false,
        failure: null,
        settings: { ...defaultsOf(settings), ...kept },
        installedAt: at,
        changedAt: at,
        changedBy: 'you',
        generation: 1,
        moving: null,
        draining: false,
        previous: null,
      }
      revision += 1
    },
    configure: (settings: SettingValues) => change({ settings }),
    touch: () => change({}),
    switchOff(why: string) {
      trouble = why
      change({ active: false })
    },
    /** whether required settings hold it back */
    needsNoSettings: () => void (isStrict = false),
    isStrict: () => isStrict,
  }
}
export type Desk = ReturnType<typeof deskOf>
