import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Metadata, Root, Snapshot, Targets, Timestamp } from '@tufjs/models'
import { readKeys, type SigningKey } from '../../../catalogue/publishing/keys.ts'
import { sha256Of } from '../../../contracts/sha256.ts'
import type { Market } from '../../support/market.ts'

interface Meta {
  version: number
  length?: number
  hashes?: { sha256: string }
}

/** What the metadata of one role or another holds and an attacker would like to change. */
export interface Signed {
  version: number
  expires: string
  /** of snapshot and timestamp */
  meta: Record<string, Meta>
  /** of the root */
  roles: { targets: { threshold: number; keyids: string[] } }
}

const madeOf = {
  root: (json: string) => new Metadata(Root.fromJSON(JSON.parse(json))),
  targets: (json: string) => new Metadata(Targets.fromJSON(JSON.parse(json))),
  snapshot: (json: string) => new Metadata(Snapshot.fromJSON(JSON.parse(json))),
  timestamp: (json: string) => new Metadata(Timestamp.fromJSON(JSON.parse(json))),
}
export type Role = keyof typeof madeOf
export type Change = (signed: Signed) => void

/** Somebody who sits on the vendor's host, reads and writes everything there, and may have stolen keys. */
export const forgerAt = ({ repository, shop }: Market) => {
  const at = (name: string) => join(repository, 'metadata', name)
  const read = async (name: string) =>
    JSON.parse(await readFile(at(name), 'utf8')) as { signed: Signed; signatures: object[] }
  const write = (name: string, bytes: Uint8Array | string) => writeFile(at(name), bytes)

  /** private keys by their names; those that were replaced are found, too */
  const stolen = async (...names: string[]) => {
    const folders = [shop.at('keys'), shop.at('keys', 'retired')]
    const keys = await readKeys(folders)
    return names.flatMap(name => keys.filter(key => key.name === name || key.name.startsWith(`${name}-`)))
  }

  const signedWith = (role: Role, signed: Signed, keys: readonly SigningKey[]) => {
    const metadata = madeOf[role](JSON.stringify(signed))
    for (const key of keys) metadata.sign(bytes => key.sign(bytes))
    return Buffer.from(JSON.stringify(metadata.toJSON()))
  }

  /** the number of the newest file of a role */
  const newest = async (role: Exclude<Role, 'timestamp'>) => {
    const names = await readdir(join(repository, 'metadata'))
    return Math.max(
      ...names.flatMap(name => (name.endsWith(`.${role}.json`) ? [Number.parseInt(name, 10)] : [])),
    )
  }

  /** what the newest file of a role says */
  const current = async (role: Role) =>
    read(role === 'timestamp' ? 'timestamp.json' : `${await newest(role)}.${role}.json`)

  /** Changes some roles, signs each again with these keys, and fits the files above to those below. */
  const forge = async (
    changes: Partial<Record<Exclude<Role, 'root'>, Change>>,
    keys: readonly SigningKey[],
  ) => {
    const made = { targets: '', snapshot: '' }
    const put = async (role: 'targets' | 'snapshot', signed: Signed) => {
      const bytes = signedWith(role, signed, keys)
      await write(`${signed.version}.${role}.json`, bytes)
      made[role] = JSON.stringify({
        version: signed.version,
        length: bytes.length,
        hashes: { sha256: sha256Of(bytes) },
      })
    }
    const targets = (await current('targets')).signed
    if (changes.targets) {
      changes.targets(targets)
      await put('targets', targets)
    }
    const snapshot = (await current('snapshot')).signed
    if (made.targets || changes.snapshot) {
      if (made.targets) snapshot.meta['targets.json'] = JSON.parse(made.targets)
      snapshot.version += 1
      changes.snapshot?.(snapshot)
      await put('snapshot', snapshot)
    }
    const timestamp = (await current('timestamp')).signed
    if (made.snapshot) timestamp.meta['snapshot.json'] = JSON.parse(made.snapshot)
    timestamp.version += 1
    changes.timestamp?.(timestamp)
    await write('timestamp.json', signedWith('timestamp', timestamp, keys))
  }

  /** The next root, changed and signed with these keys. */
  const forgeRoot = async (change: Change, keys: readonly SigningKey[], name?: string) => {
    const { signed } = await current('root')
    signed.version += 1
    change(signed)
    await write(name ?? `${signed.version}.root.json`, signedWith('root', signed, keys))
  }

  return { at, read, write, stolen, newest, current, forge, forgeRoot, signedWith }
}
export type Forger = ReturnType<typeof forgerAt>
