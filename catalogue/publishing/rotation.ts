import { mkdir, rename } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { type Key, Metadata, Root } from '@tufjs/models'
import { keysFor, makeKey, readKeys, type RoleName, roles, type SigningKey } from './keys.ts'
import { expiry, freshMetadata, renewedTargets, rootFile, signedBy, type Signed } from './metadata.ts'
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

interface OldKey {
  id: string
  role: RoleName
  file: SigningKey | undefined
}

const findKey = (wanted: string, keys: readonly SigningKey[], root: Metadata<Root>): OldKey => {
  const file = keys.find(k => k.name === wanted || (wanted.length >= 8 && k.key.keyID.startsWith(wanted)))
  const id = file?.key.keyID ?? lostKey(wanted, root)
  const role = roles.find(r => root.signed.roles[r]?.keyIDs.includes(id ?? ''))
  if (id === undefined || !role)
    return refuse(`No key ${wanted} is in use: souk-vendor keys list shows them.`)
  return { id, role, file }
}

const lostKey = (wanted: string, root: Metadata<Root>) =>
  wanted.length < 8 ? undefined : Object.keys(root.signed.keys).find(id => id.startsWith(wanted))

const freeName = (role: RoleName, keys: readonly SigningKey[]) => {
  if (role === 'snapshot' || role === 'timestamp') return role
  const taken = new Set(keys.map(k => k.name))
  for (let n = 1; ; n += 1) if (!taken.has(`${role}-${n}`)) return `${role}-${n}`
}

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

/** A rotation that was cut off after its root was published left the new key under its passing name. */
const finishEarlier = async (keys: readonly SigningKey[], root: Metadata<Root>) => {
  const waiting = keys.filter(k => k.name.endsWith('.next') && k.key.keyID in root.signed.keys)
  for (const next of waiting) {
    const file = next.file.replace(/\.next\.pem$/, '.pem')
    await retire(
      keys.find(k => k.file === file),
      dirname(file),
    )
    await rename(next.file, file)
  }
  return waiting.length > 0 ? readKeys([...new Set(keys.map(k => dirname(k.file)))]) : keys
}

const retire = async (old: SigningKey | undefined, folder: string) => {
  if (!old) return
  const retired = join(folder, 'retired')
  await mkdir(retired, { recursive: true, mode: 0o700 })
  await rename(old.file, join(retired, `${basename(old.file, '.pem')}-${old.key.keyID.slice(0, 8)}.pem`))
}
