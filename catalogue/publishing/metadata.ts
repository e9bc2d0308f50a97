import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  Metadata,
  MetadataKind,
  MetaFile,
  Root,
  Snapshot,
  TargetFile,
  Targets,
  Timestamp,
} from '@tufjs/models'
import { topIndexPath } from '../../contracts/catalogue.ts'
import { type RoleName, type SigningKey, keysFor, roleNamed, roles } from './keys.ts'
import { Refused, refuse } from './refused.ts'

/** How many days each signature is good for. */
export type Life = Record<RoleName, number>
export const usualLife: Life = { root: 3650, targets: 3650, snapshot: 7, timestamp: 7 }

const thresholds: Record<RoleName, number> = { root: 2, targets: 2, snapshot: 1, timestamp: 1 }

/** The signed state of a catalogue. Versions are 0 as long as nothing has been published. */
export interface Signed {
  root: Metadata<Root>
  targets: Metadata<Targets> | undefined
  snapshotVersion: number
  timestampVersion: number
  timestampExpires: Date | undefined
}

export interface MetadataFile {
  name: string
  bytes: Buffer
}

const bytesOf = (metadata: { toJSON: () => unknown }) => Buffer.from(JSON.stringify(metadata.toJSON()))
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** Days from now, in the form that TUF writes. */
export const expiry = (now: Date, days: number) =>
  new Date(now.getTime() + days * 86_400_000).toISOString().replace(/\.\d+Z$/, 'Z')

const parsed = (bytes: Buffer) => JSON.parse(bytes.toString('utf8'))

const read = async (repository: string, name: string) => {
  try {
    return await readFile(join(repository, 'metadata', name))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/** What the catalogue says of itself now; undefined before the first publishing. */
export const readSigned = async (repository: string): Promise<Signed | undefined> => {
  const root = await newestRoot(repository)
  if (!root) return undefined
  const timestampFile = await read(repository, 'timestamp.json')
  if (!timestampFile)
    return { root, targets: undefined, snapshotVersion: 0, timestampVersion: 0, timestampExpires: undefined }
  try {
    const timestamp = Metadata.fromJSON(MetadataKind.Timestamp, parsed(timestampFile)).signed
    const targets = await currentTargets(repository, root, timestamp.snapshotMeta)
    return {
      root,
      targets,
      snapshotVersion: timestamp.snapshotMeta.version,
      timestampVersion: timestamp.version,
      timestampExpires: new Date(timestamp.expires),
    }
  } catch (error) {
    throw damaged(repository, error)
  }
}

const newestRoot = async (repository: string) => {
  const names = await readdir(join(repository, 'metadata')).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const newest = Math.max(0, ...names.map(name => Number(/^(\d+)\.root\.json$/.exec(name)?.[1] ?? 0)))
  if (newest === 0) return undefined
  try {
    const root = Metadata.fromJSON(
      MetadataKind.Root,
      parsed((await read(repository, `${newest}.root.json`))!),
    )
    root.verifyDelegate('root', root)
    return root
  } catch (error) {
    throw damaged(repository, error)
  }
}

// A host that was broken into must not get its own list signed: what is read back is checked like a stranger's.
const currentTargets = async (repository: string, root: Metadata<Root>, { version }: MetaFile) => {
  const snapshotFile = await read(repository, `${version}.snapshot.json`)
  if (!snapshotFile) throw new Error(`${version}.snapshot.json is missing`)
  const snapshot = Metadata.fromJSON(MetadataKind.Snapshot, parsed(snapshotFile)).signed
  const named = snapshot.meta['targets.json']
  const targetsFile = named && (await read(repository, `${named.version}.targets.json`))
  if (!targetsFile) throw new Error('targets.json is missing')
  const targets = Metadata.fromJSON(MetadataKind.Targets, parsed(targetsFile))
  root.verifyDelegate('targets', targets)
  return targets
}

const damaged = (repository: string, error: unknown) =>
  new Refused(
    `The catalogue in ${repository} is damaged (${error instanceof Error ? error.message : String(error)}). ` +
      'Put its metadata folder back from a copy.',
  )

/** The first root of a catalogue: every key is known by the name of its file. */
export const firstRoot = (keys: readonly SigningKey[], now: Date, life: Life) => {
  const root = new Root({ version: 1, specVersion: '1.0.31', expires: expiry(now, life.root) })
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
    version: (before.targets?.signed.version ?? 0) + 1,
    specVersion: '1.0.31',
    expires: expiry(signing.now, signing.life.targets),
  })
  targets.addTarget(
    new TargetFile({
      path: topIndexPath,
      length: topIndex.length,
      hashes: { sha256: sha256(topIndex) },
    }),
  )
  return signedBy(new Metadata(targets), signers('targets', signing))
}

/** The same list under a new version and new signatures. */
export const renewedTargets = ({ signed }: Metadata<Targets>, signing: Signing) => {
  const targets = new Targets({
    version: signed.version + 1,
    specVersion: '1.0.31',
    expires: expiry(signing.now, signing.life.targets),
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
        version: before.snapshotVersion + 1,
        specVersion: '1.0.31',
        expires: expiry(signing.now, signing.life.snapshot),
        meta: { 'targets.json': metaFile(targets.signed.version, targetsBytes) },
      }),
    ),
    signers('snapshot', signing),
  )
  const snapshotBytes = bytesOf(snapshot)
  const timestamp = signedBy(
    new Metadata(
      new Timestamp({
        version: before.timestampVersion + 1,
        specVersion: '1.0.31',
        expires: expiry(signing.now, signing.life.timestamp),
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
  new MetaFile({ version, length: bytes.length, hashes: { sha256: sha256(bytes) } })

export const rootFile = (root: Metadata<Root>): MetadataFile => ({
  name: `${root.signed.version}.root.json`,
  bytes: bytesOf(root),
})
