import { mkdir, rename } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Metadata, Root } from '@tufjs/models'
import { readKeys, type RoleName, roles, type SigningKey } from './keys.ts'
import { refuse } from './refused.ts'

/** The key that is to be replaced; without a file if that is lost. */
export interface OldKey {
  id: string
  role: RoleName
  file: SigningKey | undefined
}

/** Finds a key in use by its name or the beginning of its id. */
export const findKey = (wanted: string, keys: readonly SigningKey[], root: Metadata<Root>): OldKey => {
  const file = keys.find(k => k.name === wanted || (wanted.length >= 8 && k.key.keyID.startsWith(wanted)))
  const id = file?.key.keyID ?? lostKey(wanted, root)
  const role = roles.find(r => root.signed.roles[r]?.keyIDs.includes(id ?? ''))
  if (id === undefined || !role)
    return refuse(`No key ${wanted} is in use: souk-vendor keys list shows them.`)
  return { id, role, file }
}

const lostKey = (wanted: string, root: Metadata<Root>) =>
  wanted.length < 8 ? undefined : Object.keys(root.signed.keys).find(id => id.startsWith(wanted))

/** A name for the new key when the old one's is not known. */
export const freeName = (role: RoleName, keys: readonly SigningKey[]) => {
  if (role === 'snapshot' || role === 'timestamp') return role
  const taken = new Set(keys.map(k => k.name))
  for (let n = 1; ; n += 1) if (!taken.has(`${role}-${n}`)) return `${role}-${n}`
}

/** A rotation that was cut off after its root was published left the new key under its passing name. */
export const finishEarlier = async (keys: readonly SigningKey[], root: Metadata<Root>) => {
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

/** Puts a key that counts no more out of the way, without destroying it. */
export const retire = async (old: SigningKey | undefined, folder: string) => {
  if (!old) return
  const retired = join(folder, 'retired')
  await mkdir(retired, { recursive: true, mode: 0o700 })
  await rename(old.file, join(retired, `${basename(old.file, '.pem')}-${old.key.keyID.slice(0, 8)}.pem`))
}
