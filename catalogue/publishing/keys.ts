import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { canonicalize } from '@tufjs/canonical-json'
import { Key, type Metadata, type Root, Signature } from '@tufjs/models'
import { sha256Of } from '../../contracts/sha256.ts'
import { durableDisk } from './disk.ts'
import { refuse } from './refused.ts'

export const roles = ['root', 'targets', 'snapshot', 'timestamp'] as const
export type RoleName = (typeof roles)[number]

/** The keys of a new catalogue: root and targets need two of three, kept apart; the other two stay with the machine that signs. */
const first = ['root-1', 'root-2', 'root-3', 'targets-1', 'targets-2', 'targets-3', 'snapshot', 'timestamp']

/** A private key in its own file, `<name>.pem`. */
export interface SigningKey {
  name: string
  file: string
  key: Key
  sign: (bytes: Uint8Array) => Signature
}

export type MadeKeys = { kind: 'made' | 'already there'; names: string[] }

/** Makes the keys of a new catalogue in a folder, readable by its owner only. A folder with keys in it is left alone. */
export const makeKeys = async (folder: string): Promise<MadeKeys> => {
  const there = await readKeys([folder])
  if (there.length > 0) return { kind: 'already there', names: there.map(key => key.name) }
  for (const name of first) await makeKey(folder, name)
  return { kind: 'made', names: first }
}

export const makeKey = async (folder: string, name: string) => {
  const { privateKey } = generateKeyPairSync('ed25519')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const disk = durableDisk()
  const file = join(folder, `${name}.pem`)
  await disk.write(file, Buffer.from(privateKey.export({ format: 'pem', type: 'pkcs8' })), 0o600)
  await disk.settle()
  return signingKey(file, privateKey)
}

/** Every key in the folders: they may lie on different media. A folder that is not there has none. */
export const readKeys = async (folders: readonly string[]): Promise<SigningKey[]> => {
  const files = await Promise.all(folders.map(pemFiles))
  return Promise.all(files.flat().map(readKey))
}

const pemFiles = async (folder: string) => {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  return names
    .filter(name => name.endsWith('.pem'))
    .toSorted()
    .map(name => join(folder, name))
}

const readKey = async (file: string) => {
  try {
    return signingKey(file, createPrivateKey(await readFile(file)))
  } catch {
    return refuse(`The key file ${file} can't be read: it should hold one Ed25519 private key as PEM.`)
  }
}

const signingKey = (file: string, privateKey: KeyObject): SigningKey => {
  const { crv, x = '' } = privateKey.export({ format: 'jwk' })
  if (crv !== 'Ed25519') throw new Error('not an Ed25519 key')
  const content = {
    keytype: 'ed25519',
    scheme: 'ed25519',
    keyval: { public: Buffer.from(x, 'base64url').toString('hex') },
  }
  const keyID = sha256Of(canonicalize(content))
  return {
    name: basename(file, '.pem'),
    file,
    key: Key.fromJSON(keyID, content),
    sign: bytes => new Signature({ keyID, sig: sign(null, bytes, privateKey).toString('hex') }),
  }
}

/** The role that a new catalogue gives a key, by its name. */
export const roleNamed = (name: string) => roles.find(role => name === role || name.startsWith(`${role}-`))

/** Those of the keys that a root trusts for a role. */
export const keysFor = (role: RoleName, root: Metadata<Root>, keys: readonly SigningKey[]) =>
  keys.filter(({ key }) => root.signed.roles[role]?.keyIDs.includes(key.keyID))

/** Says early which keys are missing, before anything is written. */
export const needKeys = (needed: readonly RoleName[], root: Metadata<Root>, keys: readonly SigningKey[]) => {
  for (const role of needed) {
    const threshold = root.signed.roles[role]?.threshold ?? 1
    const found = keysFor(role, root, keys)
    if (found.length < threshold)
      refuse(
        `${threshold} ${role} ${threshold > 1 ? 'keys are' : 'key is'} needed, ` +
          `${found.length === 0 ? 'none' : `only ${found.map(k => k.name).join(', ')}`} found. ` +
          'Name the folders that hold them with --keys.',
      )
  }
}
