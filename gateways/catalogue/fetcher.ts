import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Fetcher } from 'tuf-js'
import type { Pace } from './pace.ts'
import { type Ask, fetchBytes, fetchTo, OutOfReach } from '../http.ts'

/** the most a metadata file or the top of the list may have, whatever is signed */
const ceiling = 4_000_000

export interface CarefulFetcher extends Fetcher {
  /** what the last request failed with; none, if it succeeded */
  failure: OutOfReach | undefined
  /** it sent more than any such file may have, or than is signed where a length is */
  excess: 'any' | 'signed' | undefined
  /** the server's clock minus ours in milliseconds, when it last spoke */
  drift: number
}

/** What tuf-js asks for, asked by our own careful client. It wraps errors into text, so the last one is kept here. */
export const fetcherIn = async (
  folder: string,
  { now, signal, pace }: { now: () => Date; signal: AbortSignal; pace: Pace },
): Promise<CarefulFetcher> => {
  const { DownloadHTTPError } = await import('tuf-js/dist/error.js')
  const fetcher: CarefulFetcher = {
    failure: undefined,
    excess: undefined,
    drift: 0,
    downloadBytes: (url, most) =>
      noting(url, async () => {
        const ask = { deadline: pace.deadline(), signal, ceiling: Math.min(most, ceiling) }
        const answer = await fetchBytes(url, ask)
        pace.came(answer.body.length)
        fetcher.drift = answer.serverTime ? answer.serverTime.getTime() - now().getTime() : 0
        return answer.body
      }),
    downloadFile: async (url, most, handle) => {
      const path = join(folder, 'download')
      try {
        await noting(url, () =>
          fetchInto(path, url, { deadline: pace.deadline(), signal, ceiling: Math.min(most, ceiling) }),
        )
        return await handle(path)
      } finally {
        await rm(path, { force: true })
      }
    },
  }

  const noting = async <T>(url: string, ask: () => Promise<T>): Promise<T> => {
    fetcher.failure = undefined
    try {
      return await ask()
    } catch (error) {
      if (!(error instanceof OutOfReach)) throw error
      fetcher.failure = error
      if (error.reason === 'too-large') fetcher.excess = isUnsized.test(url) ? 'any' : 'signed'
      // so tuf-js learns that there is no newer root
      const status = /^status-(\d+)$/.exec(error.reason)?.[1]
      throw status ? new DownloadHTTPError(error.message, Number(status)) : error
    }
  }
  return fetcher
}

// these two are asked for before anybody can know how long they are
const isUnsized = /\/(\d+\.root|timestamp)\.json$/

const fetchInto = async (path: string, url: string, ask: Ask) => {
  const file = await open(path, 'w', 0o600)
  try {
    await fetchTo(url, file, ask)
  } finally {
    await file.close()
  }
}
