import type { Request } from 'express'
import semver from 'semver'
import type { Wanted } from '../../marketplace/updates/runs.ts'
import { textIn } from '../forms.ts'
import type { Services } from '../services.ts'

/** What was pressed: which add-ons, and what is to happen after a failure. */
export interface Chosen {
  slugs: string[]
  stopsAtFailure: boolean
}

const slug = /^[a-z0-9-]{2,40}$/

/**
 * Each chosen add-on with the version that stood beside its box; without one, that which is offered now. What is no
 * longer so when its turn comes is refused by its own row.
 */
export const wantedIn = async (req: Request, slugs: string[], { installations, manyUpdates }: Services) => {
  const waiting = await manyUpdates.waiting()
  const wanted: Wanted[] = []
  for (const addon of new Set(slugs.filter(one => slug.test(one)))) {
    const installation = await installations.find(addon)
    const offered = waiting.find(one => one.addon.slug === addon)?.update
    const now = offered?.kind === 'newer help desk' ? undefined : offered?.release.version
    const version = semver.valid(textIn(req, `version-${addon}`)) ?? now ?? installation?.version
    if (installation && version !== undefined)
      wanted.push({ addon, name: installation.name, from: installation.version, version })
    // uninstalled since: its row says so
    else if (version !== undefined) wanted.push({ addon, name: addon, from: version, version })
  }
  return wanted
}
