import { Metadata, Root } from '@tufjs/models'
import { keysFor, type RoleName, roleNamed, roles, type SigningKey } from './keys.ts'
import { bytesOf, type MetadataFile, signedBy } from './chain.ts'
import { headingOf, type Life } from './life.ts'
import { refuse } from './refused.ts'

const thresholds: Record<RoleName, number> = { root: 2, targets: 2, snapshot: 1, timestamp: 1 }

/** The first root of a catalogue: every key is known by the name of its file. */
export const firstRoot = (keys: readonly SigningKey[], now: Date, life: Life) => {
  const root = new Root(headingOf(1, now, life.root))
  for (const { name, key } of keys) {
    const role = roleNamed(name)
    if (role) root.addKey(key, role)
  }
  for (const role of roles) {
    const { keyIDs } = root.roles[role] ?? refuse(`there is no ${role} role`)
    if (keyIDs.length < thresholds[role])
      refuse(`A new catalogue needs its keys, and there is no ${role} key yet: run souk-vendor keys make.`)
  }
  const json = root.toJSON() as { roles: Record<RoleName, { threshold: number }> }
  for (const role of roles) json.roles[role].threshold = thresholds[role]
  const metadata = new Metadata(Root.fromJSON(JSON.parse(JSON.stringify(json))))
  return signedBy(metadata, keysFor('root', metadata, keys))
}

export const rootFile = (root: Metadata<Root>): MetadataFile => ({
  name: `${root.signed.version}.root.json`,
  bytes: bytesOf(root),
})
