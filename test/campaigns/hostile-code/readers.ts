import type { Stand } from './stand.ts'
import { type Times, timesOf } from './times.ts'

const pages = ['/addons', '/addons/bystander', '/inbox', '/status']
const every = 50

/** What somebody saw who read pages all the time. */
export interface Reading {
  times: Times
  violations: string[]
}

/**
 * Reads ordinary pages, one each twentieth of a second, whether the one before has come or not; the time counts from
 * when it was due, so that a panel that stands still is not asked less.
 */
export const readPages = ({ ada, desk }: Stand) => {
  const taken: number[] = []
  const violations: string[] = []
  const open = new Set<Promise<void>>()
  const begun = performance.now()
  let sent = 0

  const read = async (path: string, due: number) => {
    try {
      const { status, location } = await ada.fetch(path)
      if (status !== 200) violations.push(`${path} answers ${status}${location ? ` to ${location}` : ''}`)
    } catch (error) {
      violations.push(`${path} is not answered: ${String(error)}`)
    }
    taken.push(performance.now() - due)
  }
  const timer = setInterval(() => {
    for (; begun + sent * every <= performance.now(); sent++) {
      const reading = read(pages[sent % pages.length] ?? '', begun + sent * every)
      open.add(reading)
      void reading.finally(() => open.delete(reading))
    }
  }, 5)

  return {
    async end(): Promise<Reading> {
      clearInterval(timer)
      await Promise.all(open)
      if (!desk.isUp()) violations.push('the panel went down')
      return { times: timesOf(taken), violations: [...new Set(violations)] }
    },
  }
}
