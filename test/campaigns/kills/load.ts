import { setTimeout as pause } from 'node:timers/promises'
import type { Answer, Client } from '../../support/client.ts'
import { all, changed, counters, gridOf, steady } from './addons.ts'
import type { Chances } from './chance.ts'

/** What came of it so far. */
export interface Tally {
  pages: number
  presses: number
  /** presses that began something, or were answered with their end */
  taken: number
  statuses: Record<string, number>
  /** the highest count that the add-on which nobody changes has told a visitor */
  told: number
  violations: string[]
}
export const newTally = (): Tally => ({
  pages: 0,
  presses: 0,
  taken: 0,
  statuses: {},
  told: 0,
  violations: [],
})

export interface Load {
  ada: Client
  other: Client
  visitor: Client
  newest: ReadonlyMap<string, string>
  /** what was found to be uninstalled: it is installed next */
  gone: Set<string>
  chances: Chances
  tally: Tally
}

const pages = [
  '/addons',
  '/addons?q=counter',
  '/addons/counter-a',
  '/addons/french',
  '/plugins',
  '/plugins/counter-b',
  '/languages',
  '/updates',
  '/activity',
  '/status',
  '/profile',
]

/** Several clients who ask and press without end, until `stop`; whoever is asked and dies meanwhile need not answer. */
export const beginLoad = (load: Load) => {
  const over = new AbortController()
  const isOn = () => !over.signal.aborted
  const without = (act: () => Promise<unknown>) => async () => {
    while (isOn())
      try {
        await act()
      } catch (error) {
        if (isOn()) load.tally.violations.push(`V1: no answer while it was up: ${causeOf(error)}`)
      }
  }
  const asking = [reader(load), reader(load), visits(load), visitsSteady(load)]
  const loops = [...asking, presser(load), presser(load), presser(load), leaver(load)]
  const done = Promise.all(loops.map(act => without(act)()))
  return {
    /** from now on nobody begins anything, and no answer is owed; resolves once all have come or failed */
    async stop() {
      over.abort()
      await done
    },
  }
}

const causeOf = (error: unknown): string =>
  error instanceof Error && error.cause ? `${error.message}, ${causeOf(error.cause)}` : String(error)

const reader =
  ({ other, chances, tally }: Load) =>
  async () => {
    const path = chances.oneOf(pages)
    judge(tally, path, await other.fetch(path))
  }

const visits =
  ({ visitor, chances, tally }: Load) =>
  async () => {
    const slug = chances.oneOf(counters)
    const path = `/hooks/${slug}${chances.happens(0.5) ? '/add' : ''}`
    judge(tally, path, await visitor.fetch(path))
    await pause(40)
  }

/** What it has told a visitor it has to remember, whatever is killed. */
const visitsSteady =
  ({ visitor, tally }: Load) =>
  async () => {
    const answer = await visitor.fetch(`/hooks/${steady}/add`)
    judge(tally, `/hooks/${steady}`, answer)
    if (answer.status === 200) {
      const n = countIn(answer.html)
      if (n <= tally.told)
        tally.violations.push(`F3: ${steady} counted ${n} after it had counted ${tally.told}`)
      tally.told = Math.max(tally.told, n)
    }
    await pause(60)
  }

export const countIn = (json: string) => {
  const { kept }: { kept: { value: { n: number } }[] } = JSON.parse(json)
  return kept[0]?.value.n ?? 0
}

/** 200 and a redirect with something to show, or a failure that is named. Nothing else. */
const judge = (tally: Tally, what: string, { status, html, text, location }: Answer) => {
  tally.pages += 1
  tally.statuses[status] = (tally.statuses[status] ?? 0) + 1
  if (status === 500) tally.violations.push(`V2: ${what} was answered 500: ${text.slice(0, 300)}`)
  if (location === null && (status >= 400 ? text : html).trim() === '')
    tally.violations.push(`V2: ${what} was answered ${status} and a blank page`)
}

type Press = [path: string, form?: Record<string, string | readonly string[]>]

const presser = (load: Load) => async () => {
  const { ada, tally, chances, gone } = load
  const slug = chances.oneOf(chances.happens(0.05) ? all : changed)
  const [path, form] = gone.has(slug) ? installOf(slug) : pressOn(slug, load)
  const answer = await ada.post(path, form)
  judge(tally, `POST ${path}`, answer)
  tally.presses += 1
  if (answer.status < 400) tally.taken += 1
  if (answer.status === 404) gone.add(slug)
  else gone.delete(slug)
  await pause(chances.between(0, 40))
}

const installOf = (slug: string): Press => [`/addons/${slug}/installation`]

const pressOn = (slug: string, { chances, newest }: Load): Press => {
  const place = `/${gridOf(slug)}/${slug}`
  const update: Press = [`/addons/${slug}/update`, { version: newest.get(slug) ?? '' }]
  // so that nobody changes what has to last
  if (slug === steady) return update
  return chances.oneOf<Press>([
    update,
    update,
    update,
    update,
    [`/addons/${slug}/rollback`],
    [`/addons/${slug}/rollback`],
    [`/addons/${slug}/rollback`],
    [`${place}/uninstallation`, { data: 'keep' }],
    [`${place}/uninstallation`, { data: 'delete' }],
    [`${place}/deactivation`],
    [`${place}/activation`],
    installOf(slug),
    ['/updates', { slug: changed, failure: 'go-on' }],
    ['/catalogue/refresh'],
  ])
}

/** After kills in a row a panel starts without add-on code: an operator has it run again. */
export const leaveSafeMode: Press = ['/safe-mode', { exit: 'now' }]
const leaver =
  ({ ada, tally }: Load) =>
  async () => {
    judge(tally, 'POST /safe-mode', await ada.post(...leaveSafeMode))
    await pause(250)
  }
