import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { reach } from '../gateways/reach.ts'
import { spaceOf } from '../gateways/space.ts'
import type { StatusVerbs } from '../routes/services.ts'
import { root } from './root.ts'
import type { Settings } from './settings.ts'

/** What the status page asks. */
export const statusServices = (settings: Settings, now: () => Date): StatusVerbs => ({
  version: versionHere(),
  reach: () =>
    Promise.all([
      reach('catalogue', under(settings.catalogueUrl, 'metadata/timestamp.json'), now),
      reach('client-area', under(settings.clientAreaUrl, '.well-known/openid-configuration'), now),
    ]),
  disk: () => spaceOf(join(settings.dataDir, 'addons'), settings.dataDir),
})

const under = (base: URL, path: string) => new URL(`${base.href.replace(/\/$/, '')}/${path}`)

export const versionHere = () => {
  const { version }: { version: string } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  return version
}
