import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { paidMarket } from '../../support/paying.ts'
import { freePort } from '../../support/ports.ts'
import { createDatabase, dropDatabase } from '../../support/postgres.ts'
import { somebodyBetween } from '../../support/tampering.ts'
import { openClock } from './clocks.ts'
import { type DeskPlace, deskAt } from './desk.ts'
import { type Databases, prepare } from './preparing.ts'
import { openStand } from './stand.ts'
import { defaultDatabase, vendorAt } from './vendor.ts'

export type Engine = 'sqlite' | 'postgres'

/**
 * Where the campaigns take place: a catalogue with paid language packs, and a help desk that is logged in to a client area.
 * That is prepared once; each campaign begins with a copy of it.
 */
export const openBench = async (engine: Engine = 'sqlite') => {
  const shop = await paidMarket()
  const stand = await openStand()
  const [port, inner] = [await freePort(), await freePort()]
  const between = await somebodyBetween(port, inner)
  const folder = mkdtempSync(join(tmpdir(), 'souk-campaign-'))
  const kept = join(folder, 'kept')
  const databases: string[] = []
  const database = async (like?: string) => {
    const url = await createDatabase(like && new URL(like).pathname.slice(1))
    databases.push(url)
    return url
  }
  const databasesIn = async (place: string, like?: Databases): Promise<Databases> =>
    engine === 'sqlite'
      ? { area: defaultDatabase(join(place, 'area')), panel: `sqlite:${join(place, 'desk/panel/souk.db')}` }
      : { area: await database(like?.area), panel: await database(like?.panel) }

  const prepared = await databasesIn(kept)
  const ground = { shop, stand, between, port, inner, folder: kept, databases: prepared }
  const { env, settings, cookies, licenceId, accountId } = await prepare(ground)

  let count = 0
  /** a world of its own, just as it was prepared; one at a time */
  const fresh = async () => {
    const place = join(folder, `world-${++count}`)
    cpSync(kept, place, { recursive: true })
    const urls = await databasesIn(place, prepared)
    const clocks = { panel: openClock(), area: openClock() }
    const areaPlace = { folder: join(place, 'area'), databaseUrl: urls.area, port, inner }
    const vendor = vendorAt(areaPlace, clocks.area, between)
    const deskPlace: DeskPlace = {
      env: { ...env, DATA_DIR: join(place, 'desk') },
      databaseUrl: urls.panel,
      cookies,
    }
    const desk = deskAt(deskPlace, stand, clocks.panel)
    await vendor.open()
    await desk.open()
    return {
      shop,
      engine,
      /** what the vendor told the help desk */
      settings,
      env: deskPlace.env,
      clocks,
      vendor,
      desk,
      licenceId,
      accountId,
      /** the panel as it was then; what lies in its folders stays */
      async restore(copy: string) {
        await desk.close()
        const file = urls.panel.replace('sqlite:', '')
        for (const more of ['', '-wal', '-shm']) rmSync(file + more, { force: true })
        cpSync(copy, file)
        await desk.open()
      },
      copyName: () => join(place, 'copy.db'),
      async close() {
        between.recover()
        await between.listen().catch(() => {})
        await desk.close()
        await vendor.close()
        rmSync(place, { recursive: true, force: true })
        for (const url of databases.splice(2)) await dropDatabase(url)
      },
    }
  }

  return {
    shop,
    engine,
    fresh,
    async close() {
      await between.close()
      await stand.close()
      await shop.close()
      rmSync(folder, { recursive: true, force: true })
      for (const url of databases) await dropDatabase(url)
    },
  }
}
export type Bench = Awaited<ReturnType<typeof openBench>>
export type World = Awaited<ReturnType<Bench['fresh']>>
