import { activityIn } from '../../../db/activity.ts'
import { openDb } from '../../../db/index.ts'
import { installationsIn } from '../../../db/installations.ts'
import { migrations } from '../../../db/migrations/index.ts'
import { operationsIn } from '../../../db/operations.ts'
import semver from 'semver'
import type { Installation } from '../../../marketplace/installations.ts'
import { until } from '../../support/code-panel.ts'
import type { Client } from '../../support/client.ts'
import { type Kept, violations } from '../crash/holds.ts'
import { all, changed, gridOf, steady } from './addons.ts'
import { countIn, leaveSafeMode } from './load.ts'
import type { World } from './world.ts'

export interface Resting {
  ada: Client
  visitor: Client
  /** what the add-on that nobody changes has told */
  told: number
}

/** Waits until nothing is under way any more, and says what does not hold then. */
export const violationsAtRest = async (world: World, resting: Resting): Promise<string[]> => {
  const { databaseUrl, dataDir } = world
  const db = await openDb(databaseUrl, migrations)
  const installations = installationsIn(db.knex)
  const kept: Kept = {
    dataDir,
    services: {
      installations,
      operations: operationsIn(db.knex),
      activity: activityIn(db, () => new Date()),
      settings: { databaseUrl },
    },
  }
  const openRuns = () => db.knex('update_runs').whereNull('finished_at')
  const underWay = async () =>
    (await kept.services.operations.openAll()).length + ((await openRuns()) as object[]).length
  const lastRelease = async (addon: string) => {
    const row: { kind: string } | undefined = await db
      .knex('operations')
      .where({ addon, state: 'done' })
      .whereIn('kind', ['install', 'update', 'rollback', 'put-back'])
      .orderBy('finished_at', 'desc')
      .first('kind')
    return row?.kind
  }
  try {
    await until(underWay, count => count === 0, 60_000).catch(() => {})
    const found = await violations(kept, all)
    if ((await underWay()) > 0) found.push('V4: something is still under way after a minute')
    for (const slug of all)
      found.push(
        ...(await wrongAbout(slug, await installations.find(slug), resting, await lastRelease(slug))),
      )
    const page = await resting.visitor.fetch('/sign-in', { headers: { 'accept-language': 'xx' } })
    if (!page.html.includes('lang="de"')) found.push('F3: the language of new operators is another one')
    return found
  } finally {
    await db.close()
  }
}

interface Said {
  version: string
  kept: { key: string; value: { n: number; twice: number; by: string } }[]
}

const wrongAbout = async (
  slug: string,
  one: Installation | undefined,
  { ada, visitor, told }: Resting,
  last: string | undefined,
) => {
  const details = await ada.fetch(`/${gridOf(slug)}/${slug}`)
  const shown = one ? details.text.includes(one.version) : details.status === 404
  if (!one && !changed.includes(slug)) return [`${slug}: F3: nobody has uninstalled it, and it is gone`]
  const wrong = shown ? [] : [`F6: its page does not show ${one?.version ?? 'that it is gone'}`]
  if (one?.failure) wrong.push(`V2: it is off: ${JSON.stringify(one.failure)}`)
  if (gridOf(slug) === 'plugins')
    wrong.push(...(await wrongInAnswer({ slug, one, ada, visitor, told, last })))
  return wrong.map(words => `${slug}: ${words}`)
}

interface Asking extends Resting {
  slug: string
  one: Installation | undefined
  last: string | undefined
}

const wrongInAnswer = async ({ slug, one, ada, visitor, told, last }: Asking) => {
  const expected = one?.active ? 200 : one ? 410 : 404
  const ask = async () => {
    await ada.post(...leaveSafeMode)
    return visitor.fetch(`/hooks/${slug}`)
  }
  const { status, html } = await until(ask, answer => answer.status === expected, 60_000).catch(ask)
  if (status !== expected) return [`F1, F4: it answers ${status}, not ${expected}`]
  if (status !== 200 || !one) return []
  const said: Said = JSON.parse(html)
  return [
    ...(said.version === one.version ? [] : [`F1: ${said.version} runs, ${one.version} is named`]),
    ...wrongInData(said, one, last),
    ...(slug === steady && countIn(html) < told ? [`F3: it forgot what it told: ${told}, ${html}`] : []),
  ]
}

/** Whole, and as its last update has left it; what was kept by an uninstall may be of a release before. */
const wrongInData = ({ kept }: Said, { version }: Installation, last: string | undefined) =>
  kept
    .filter(({ key, value: { n, twice, by } }) => {
      const isWhole = key === 'count' && twice === 2 * n
      return !isWhole || semver.gt(by, version) || (last === 'update' && by !== version)
    })
    .map(one => `F3: ${version} finds ${JSON.stringify(one)}`)
