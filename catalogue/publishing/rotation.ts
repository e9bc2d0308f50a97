import { rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Key, Metadata, Root } from '@tufjs/models'
import { freshMetadata, renewedTargets, signedBy } from './chain.ts'
import { keysFor, makeKey, type RoleName, type SigningKey } from './keys.ts'
import { expiry } from './life.ts'
import { findKey, finishEarlier, freeName, type OldKey, retire } from './replaced-key.ts'
import { rootFile } from './root.ts'
import type { Signed } from './signed-state.ts'
import { refuse } from './refused.ts'
import { inRepository, type OpenRepository, published, type Workplace } from './repository.ts'

export interface Rotation extends Workplace {
  /** a key's name, or, when its file is lost, the beginning of its id */
  key: string
}

/**
 * Replaces one key by a new one. The new root is signed by the old threshold and the new one; a client that knows
 * either can follow, because the lists are signed with both keys before the root is published.
 */
export const rotateKey = (rotation: Rotation) =>
  inRepository(rotation, async open => {
    const signed = published(open)
    const keys = await finishEarlier(open.keys, signed.root)
    open.need(['root'], signed.root)
    const old = findKey(rotation.key, keys, signed.root)
    const folder = old.file
      ? dirname(old.file.file)
      : (rotation.keys[0] ?? refuse('Name a folder with --keys.'))
    const name = old.file?.name ?? freeName(old.role, keys)
    const made = await makeKey(folder, `${name}.next`)

    const root = nextRoot(signed.root, old, made.key, expiry(open.now, open.life.root))
    const usable = { ...open, keys: [...keys, made] }
    signedBy(root, usedForRoot(signed.root, root, usable.keys))
    checkThresholds(signed.root, root)
    await resign(usable, signed, { root, role: old.role })
    await open.writeMetadata(rootFile(root))
    await open.disk.settle()
    await retire(old.file, folder)
    await rename(made.file, join(folder, `${name}.pem`))
    return {
      kind: 'rotated',
      name,
      role: old.role,
      id: made.key.keyID,
      rootVersion: root.signed.version,
    } as const
  })

const nextRoot = ({ signed }: Metadata<Root>, old: OldKey, made: Key, expires: string) => {
  const next = new Root({ version: signed.version + 1, specVersion: signed.specVersion, expires })
  const json = JSON.parse(JSON.stringify({ ...signed.toJSON(), version: next.version, expires })) as {
    keys: Record<string, unknown>
    roles: Record<RoleName, { keyids: string[] }>
  }
  delete json.keys[old.id]
  json.keys[made.keyID] = made.toJSON()
  json.roles[old.role].keyids = json.roles[old.role].keyids.map(id => (id === old.id ? made.keyID : id))
  return new Metadata(Root.fromJSON(json as Parameters<typeof Root.fromJSON>[0]))
}

const usedForRoot = (before: Metadata<Root>, after: Metadata<Root>, keys: readonly SigningKey[]) => [
  ...new Set([...keysFor('root', before, keys), ...keysFor('root', after, keys)]),
]

// TUF's rule against a stolen key: both the old and the new owners of the catalogue have to agree.
const checkThresholds = (before: Metadata<Root>, after: Metadata<Root>) => {
  try {
    before.verifyDelegate('root', after)
    after.verifyDelegate('root', after)
  } catch {
    refuse(
      'A new root needs two keys of the old root and two of the new one. Name their folders with --keys.',
    )
  }
}

/** Signs the lists for both roots before the new one appears, so that no client meets a gap. */
const resign = async (
  open: OpenRepository,
  signed: Signed,
  { root, role }: { root: Metadata<Root>; role: RoleName },
) => {
  if (role === 'root' || !signed.targets) return
  const signing = { roots: [signed.root, root], keys: open.keys, now: open.now, life: open.life }
  const targets = role === 'targets' ? renewedTargets(signed.targets, signing) : signed.targets
  const chain = freshMetadata(signed, targets, signing)
  root.verifyDelegate('targets', targets)
  await open.writeChain(chain)
}
