import { join } from 'node:path'
import type { Metadata, Root } from '@tufjs/models'
import type { AddonEntry } from '../../contracts/catalogue.ts'
import { freshMetadata, type MetadataFile, newTargets } from './chain.ts'
import { type Disk, durableDisk } from './disk.ts'
import { needKeys, readKeys, type RoleName } from './keys.ts'
import { type Life, usualLife } from './life.ts'
import { locked } from './lock.ts'
import { answering, refuse } from './refused.ts'
import { firstRoot, rootFile } from './root.ts'
import { readSigned, type Signed } from './signed-state.ts'
import { sweep } from './sweep.ts'
import { openTree } from './tree.ts'
import { writeTree } from './tree-writing.ts'

/** What every act of the vendor needs to know. */
export interface Workplace {
  /** the catalogue's folder, CATALOGUE_DIR */
  repository: string
  /** folders with private keys; several, when they are kept apart */
  keys: readonly string[]
  now: Date
  /** days each signature is good for; default: root and targets ten years, snapshot and timestamp seven days */
  life?: Partial<Life>
  /** only tests give another */
  disk?: Disk
}

/** Opens the catalogue for one act, alone. Refusals become an answer. */
export const inRepository = <T>(workplace: Workplace, act: (open: OpenRepository) => Promise<T>) =>
  answering(() => locked(workplace.repository, async () => act(await openRepository(workplace))))

const openRepository = async (workplace: Workplace) => {
  const { repository, now, disk = durableDisk() } = workplace
  const life = { ...usualLife, ...workplace.life }
  const [keys, signed] = await Promise.all([readKeys(workplace.keys), readSigned(repository)])
  const writeMetadata = ({ name, bytes }: MetadataFile) =>
    disk.write(join(repository, 'metadata', name), bytes)

  return {
    repository,
    now,
    disk,
    life,
    keys,
    signed,
    writeMetadata,
    need: (needed: readonly RoleName[], root: Metadata<Root>) => needKeys(needed, root, keys),
    /** everything else is on disk before the timestamp, which alone makes it true */
    async writeChain({ targets, snapshot, timestamp }: Omit<ReturnType<typeof freshMetadata>, 'expires'>) {
      await disk.writeOnce(join(repository, 'metadata', targets.name), targets.bytes)
      await writeMetadata(snapshot)
      await disk.settle()
      await writeMetadata(timestamp)
      await disk.settle()
      await sweep(join(repository, 'metadata'), new Set([targets.name, snapshot.name]), now)
    },
  }
}
export type OpenRepository = Awaited<ReturnType<typeof openRepository>>

/** The signed state, made with a first root if nothing was ever published. */
export const begun = (open: OpenRepository): Signed => {
  if (open.signed) return open.signed
  const root = firstRoot(open.keys, open.now, open.life)
  open.need(['root'], root)
  return { root, targets: undefined, snapshotVersion: 0, timestampVersion: 0, timestampExpires: undefined }
}

export const published = ({ signed, repository }: OpenRepository): Signed =>
  signed ?? refuse(`There is no catalogue in ${repository} yet: publish something first.`)

/** Signs and publishes the list with some add-ons changed. */
export const publishList = async (
  open: OpenRepository,
  signed: Signed,
  changed: ReadonlyMap<string, AddonEntry>,
) => {
  const { repository, disk, now, keys, life } = open
  const tree = await openTree(repository, signed)
  const { top, named } = await writeTree(tree, changed, { repository, disk, now })
  const signing = { roots: [signed.root], keys, now, life }
  if (!open.signed) await writeFirstRoot(open, signed.root)
  await open.writeChain(freshMetadata(signed, newTargets(signed, top, signing), signing))
  await sweep(join(repository, 'targets', 'index'), named, now)
}

const writeFirstRoot = async ({ repository, disk, writeMetadata }: OpenRepository, root: Metadata<Root>) => {
  const file = rootFile(root)
  await disk.write(join(repository, 'root.json'), file.bytes)
  await writeMetadata(file)
}
