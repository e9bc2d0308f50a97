import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { type TopIndex, topIndex, topIndexPath } from '../../contracts/catalogue.ts'
import { sha256Of } from '../../contracts/sha256.ts'
import type { Vouched } from '../../marketplace/catalogue.ts'
import { NotRefreshed } from '../../marketplace/errors.ts'
import { type CarefulFetcher, fetcherIn } from './fetcher.ts'
import type { Pace } from './pace.ts'
import type { Scratch } from './trust.ts'
import { unstored } from './unstored.ts'

// what every database can count to: a version beyond it is no number that a vendor has reached
const highest = 2 ** 31 - 1
const signed = z.object({
  signed: z.looseObject({ expires: z.string(), version: z.int().max(highest) }),
})
const rootRoles = z.object({ signed: z.object({ roles: z.object({ targets: z.unknown() }) }) })

/** The Update Framework's client workflow, up to the signed top of the list. Throws NotRefreshed. */
export const update = async (
  base: URL,
  { folder, root }: Scratch,
  around: { now: () => Date; signal: AbortSignal; pace: Pace },
): Promise<Vouched & { top: TopIndex }> => {
  const { Updater } = await import('tuf-js')
  const fetcher = await fetcherIn(folder, around)
  try {
    const updater = new Updater({
      metadataDir: folder,
      metadataBaseUrl: new URL('metadata/', base).href,
      targetBaseUrl: new URL('targets/', base).href,
      fetcher,
    })
    useClock(updater, around.now())
    await updater.refresh()
    const target = await updater.getTargetInfo(topIndexPath)
    if (!target) throw new NotRefreshed('unreadable', `The catalogue does not list ${topIndexPath}.`)
    const file = join(folder, 'top')
    if (!(await updater.findCachedTarget(target, file))) await updater.downloadTarget(target, file)
    const top = topIndex.parse(JSON.parse(await readFile(file, 'utf8')))
    return { top, ...(await vouchedIn(folder, root)) }
  } catch (error) {
    throw error instanceof NotRefreshed ? error : whyNot(error, fetcher)
  }
}

// tuf-js reads the machine's clock when it is made; the panel has one clock, which tests arrange
const useClock = (updater: object, time: Date) => {
  const store: unknown = Reflect.get(updater, 'trustedSet')
  if (typeof store !== 'object' || store === null || !Reflect.has(store, 'referenceTime'))
    throw new Error('tuf-js keeps its reference time elsewhere now')
  Reflect.set(store, 'referenceTime', time)
}

const vouchedIn = async (folder: string, firstRoot: string): Promise<Vouched> => {
  const read = async (name: string) => JSON.parse(await readFile(join(folder, `${name}.json`), 'utf8'))
  const parts = await Promise.all(
    ['root', 'timestamp', 'snapshot', 'targets'].map(async name => signed.parse(await read(name)).signed),
  )
  const { targets } = rootRoles.parse(await read('root')).signed.roles
  return {
    version: parts[3]?.version ?? 0,
    expires: new Date(Math.min(...parts.map(({ expires }) => Date.parse(expires)))).toISOString(),
    // new keys for the list begin a new count, so that a stolen key can't have used up all numbers for ever
    trust: sha256Of(`${firstRoot} ${JSON.stringify(targets)}`),
  }
}

const hour = 3_600_000

/** Names what went wrong. tuf-js wraps errors into text, so the text is looked at too. */
const whyNot = (error: unknown, { failure, excess, drift }: CarefulFetcher) => {
  const words = error instanceof Error ? error.message : String(error)
  // the panel is stopping: that says nothing about the catalogue
  if (failure?.reason === 'stopped') return failure
  if (failure && excess === 'signed') return new NotRefreshed('tampered', failure.message, failure)
  // a host that answers, with something that no catalogue sends, is not away
  if (failure && ['too-large', 'unreadable'].includes(failure.reason))
    return new NotRefreshed('unreadable', failure.message, failure)
  if (failure) return new NotRefreshed('out-of-reach', failure.message, failure)
  if (/is expired/.test(words)) return whyExpired(words, drift, error)
  if (/is less than current version/.test(words)) return new NotRefreshed('rollback', words, error)
  if (/Failed to persist/.test(words) || isDiskTrouble(error)) return unstored(error)
  if (error instanceof SyntaxError || error instanceof z.ZodError || /SyntaxError|JSON/.test(words))
    return new NotRefreshed('unreadable', words, error)
  return new NotRefreshed('tampered', words, error)
}

// a clock that is wrong is named, not taken for an attack; nothing is accepted either way
const whyExpired = (words: string, drift: number, error: unknown) =>
  drift < -12 * hour
    ? new NotRefreshed(
        'clock',
        `This server's clock is ${Math.round(-drift / hour)} hours ahead of the catalogue's: ${words}`,
        error,
      )
    : new NotRefreshed('expired', words, error)

const isDiskTrouble = (error: unknown) =>
  error instanceof Error &&
  'code' in error &&
  /^E(NOSPC|DQUOT|ROFS|ACCES|PERM|IO|MFILE)$/.test(String(error.code))
