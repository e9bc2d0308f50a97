import { Metadata, MetaFile, type Root, Snapshot, TargetFile, Targets, Timestamp } from '@tufjs/models'
import { topIndexPath } from '../../contracts/catalogue.ts'
import { sha256Of } from '../../contracts/sha256.ts'
import { keysFor, type RoleName, type SigningKey } from './keys.ts'
import { headingOf, type Life } from './life.ts'
import type { Signed } from './signed-state.ts'

export interface MetadataFile {
  name: string
  bytes: Buffer
}

export const bytesOf = (metadata: { toJSON: () => unknown }) => Buffer.from(JSON.stringify(metadata.toJSON()))

export const signedBy = <T extends Root | Targets | Snapshot | Timestamp>(
  metadata: Metadata<T>,
  keys: readonly SigningKey[],
) => {
  for (const key of keys) metadata.sign(bytes => key.sign(bytes))
  return metadata
}

export interface Signing {
  /** keys of every root in `roots` are used, so that a client of the older one can follow, too */
  roots: readonly Metadata<Root>[]
  keys: readonly SigningKey[]
  now: Date
  life: Life
}

const signers = (role: RoleName, { roots, keys }: Signing) => [
  ...new Set(roots.flatMap(root => keysFor(role, root, keys))),
]

/** The list as TUF's targets: one file, from which the others hang by length and SHA-256. */
export const newTargets = (before: Signed, topIndex: Uint8Array, signing: Signing) => {
  const targets = new Targets({
    ...headingOf((before.targets?.signed.version ?? 0) + 1, signing.now, signing.life.targets),
  })
  targets.addTarget(
    new TargetFile({
      path: topIndexPath,
      length: topIndex.length,
      hashes: { sha256: sha256Of(topIndex) },
    }),
  )
  return signedBy(new Metadata(targets), signers('targets', signing))
}

/** The same list under a new version and new signatures. */
export const renewedTargets = ({ signed }: Metadata<Targets>, signing: Signing) => {
  const targets = new Targets({
    ...headingOf(signed.version + 1, signing.now, signing.life.targets),
    targets: signed.targets,
  })
  return signedBy(new Metadata(targets), signers('targets', signing))
}

/** Snapshot and timestamp over targets, in the order in which they have to be written: the timestamp makes them true. */
export const freshMetadata = (before: Signed, targets: Metadata<Targets>, signing: Signing) => {
  const targetsBytes = bytesOf(targets)
  const snapshot = signedBy(
    new Metadata(
      new Snapshot({
        ...headingOf(before.snapshotVersion + 1, signing.now, signing.life.snapshot),
        meta: { 'targets.json': metaFile(targets.signed.version, targetsBytes) },
      }),
    ),
    signers('snapshot', signing),
  )
  const snapshotBytes = bytesOf(snapshot)
  const timestamp = signedBy(
    new Metadata(
      new Timestamp({
        ...headingOf(before.timestampVersion + 1, signing.now, signing.life.timestamp),
        snapshotMeta: metaFile(snapshot.signed.version, snapshotBytes),
      }),
    ),
    signers('timestamp', signing),
  )
  return {
    targets: { name: `${targets.signed.version}.targets.json`, bytes: targetsBytes },
    snapshot: { name: `${snapshot.signed.version}.snapshot.json`, bytes: snapshotBytes },
    timestamp: { name: 'timestamp.json', bytes: bytesOf(timestamp) },
    expires: new Date(timestamp.signed.expires),
  }
}

const metaFile = (version: number, bytes: Buffer) =>
  new MetaFile({ version, length: bytes.length, hashes: { sha256: sha256Of(bytes) } })
