import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Metadata, MetadataKind, type MetaFile, type Root, type Targets } from '@tufjs/models'
import { Refused } from './refused.ts'

/** The signed state of a catalogue. Versions are 0 as long as nothing has been published. */
export interface Signed {
  root: Metadata<Root>
  targets: Metadata<Targets> | undefined
  snapshotVersion: number
  timestampVersion: number
  timestampExpires: Date | undefined
}

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
