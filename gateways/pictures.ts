import { pictureIn, soundPicture } from '../contracts/pictures.ts'
import { smallEnough, smallerPng } from '../contracts/pictures/small.ts'
import { sha256Of } from '../contracts/sha256.ts'
import type { ListedPicture, Pictures } from '../marketplace/pictures.ts'
import type { Disk } from './disk.ts'
import { fetchBytes, OutOfReach } from './http.ts'
import { shelfOf } from './picture-shelf.ts'

export interface PictureSource {
  disk: Disk
  catalogueUrl: URL
  offline: boolean
  now: () => Date
  signal: AbortSignal
}

const largest = 5_000_000
const deadline = 5_000
const pause = 30_000
const mostSmall = 1_000

/** Fetches a picture when it is first looked at, checks it, and keeps it by its hash. */
export const picturesIn = ({ disk, catalogueUrl, offline, now, signal }: PictureSource): Pictures => {
  const base = new URL(catalogueUrl.href.replace(/\/?$/, '/'))
  const shelf = shelfOf(disk)
  const under = new Map<string, Promise<Buffer | undefined>>()
  let silentUntil = 0

  // looked through once, since that takes a while for a large one: its hash stands for its bytes from then on
  const sound = new Set<string>()
  const isSound = async ({ sha256 }: ListedPicture, bytes: Buffer) => {
    if (!sound.has(sha256) && (await soundPicture(bytes))) sound.add(sha256)
    return sound.has(sha256)
  }

  // a host that is away would else hold up every picture of a page for the whole deadline
  const fetched = async (picture: ListedPicture) => {
    if (offline || now().getTime() < silentUntil || picture.length > largest) return undefined
    try {
      const ask = { deadline, ceiling: picture.length, signal }
      const { body } = await fetchBytes(new URL(`targets/${picture.path}`, base), ask)
      return body
    } catch (error) {
      if (!(error instanceof OutOfReach)) throw error
      if (!/^(status|too-large)/.test(error.reason)) silentUntil = now().getTime() + pause
      return undefined
    }
  }

  const look = async (picture: ListedPicture) => {
    const kept = await shelf.take(picture.sha256)
    if (kept && isSigned(picture, kept) && (await isSound(picture, kept))) return kept
    const bytes = await fetched(picture)
    if (!bytes || !isSigned(picture, bytes) || !(await isSound(picture, bytes))) return undefined
    await shelf.put(picture.sha256, bytes)
    return bytes
  }

  const read = (picture: ListedPicture) => {
    const running = under.get(picture.sha256)
    if (running) return running
    const looking = look(picture).finally(() => under.delete(picture.sha256))
    under.set(picture.sha256, looking)
    return looking
  }

  // in memory only: nobody has signed them, so a disk could not be trusted with them
  const small = new Map<string, Buffer>()
  const keepSmall = (sha256: string, bytes: Buffer) => {
    for (const [oldest] of small.size < mostSmall ? [] : small) {
      small.delete(oldest)
      break
    }
    small.set(sha256, bytes)
    return bytes
  }

  return {
    read,
    async readSmall(picture) {
      const known = small.get(picture.sha256)
      if (known) return known
      const bytes = await read(picture)
      if (!bytes || bytes.length <= smallEnough || !isIcon(picture)) return bytes
      return keepSmall(picture.sha256, smallerPng(bytes) ?? bytes)
    },
  }
}

// stops a screenshot of many millions of pixels from being worked on like an icon
const isIcon = ({ type, width, height }: ListedPicture) => type === 'image/png' && width * height <= 65_536

// The bytes must be those that were signed, and of the type and size that were: a page never leaves here.
const isSigned = ({ length, sha256, type, width, height }: ListedPicture, bytes: Buffer) => {
  if (bytes.length !== length || sha256Of(bytes) !== sha256) return false
  const found = pictureIn(bytes)
  return found?.type === type && found.width === width && found.height === height
}
