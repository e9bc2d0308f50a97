import { setTimeout as pause } from 'node:timers/promises'
import type { Client } from '../../support/client.ts'
import type { PanelProcess } from '../../support/panel-process.ts'
import type { Chances } from './chance.ts'
import { beginLoad, newTally } from './load.ts'
import { violationsAtRest } from './rest.ts'
import { neverDown, type Remains, remainsIn } from './trusted.ts'
import type { World } from './world.ts'

export interface Siege {
  chances: Chances
  /** how long it is up at most until it is killed */
  mostMs: number
  /** whether it is killed once more, after so many */
  goesOn: (kills: number) => boolean
  /** whether the panel is brought to rest at its next start */
  rests: (kills: number) => boolean
  /** told after each kill that was looked at */
  tell?: (figures: Figures) => void
  /** a start that takes longer counts only while nobody else has the machine */
  isFree: () => boolean
}

export type Figures = Awaited<ReturnType<typeof besiege>>

/** Kills a panel under load, again and again, and looks whether everything holds when it comes to rest. */
export const besiege = async (world: World, { chances, mostMs, goesOn, rests, isFree, tell }: Siege) => {
  const tally = newTally()
  const trust = neverDown()
  const gone = new Set<string>()
  const inside = new Map<string, number>()
  const figures = () => ({
    ...tally,
    kills,
    rested,
    insideOperations,
    inside: Object.fromEntries([...inside].toSorted(([a], [b]) => a.localeCompare(b))),
    versions: trust.counts(),
    lists: world.published(),
    slowestStart: Math.round(slowestStart),
  })
  let [kills, rested, insideOperations, slowestStart] = [0, 0, 0, 0]

  const start = async () => {
    const panel = await world.start()
    slowestStart = Math.max(slowestStart, panel.startMs)
    if (panel.startMs > 5_000 && isFree())
      tally.violations.push(`V1: a start took ${Math.round(panel.startMs)} ms`)
    return panel
  }
  const note = ({ open, versions }: Remains) => {
    if (open.length > 0) insideOperations += 1
    for (const { kind, stage } of open) {
      const key = `${kind} at ${stage}`
      inside.set(key, (inside.get(key) ?? 0) + 1)
    }
    tally.violations.push(...trust.violations(versions))
  }

  let panel = await start()
  // their sessions outlive every kill
  const people = { ada: await signedIn(panel), other: await signedIn(panel), visitor: panel.visitor() }
  while (goesOn(kills)) {
    const load = beginLoad({ ...people, newest: world.newest, gone, chances, tally })
    await pause(chances.between(50, mostMs))
    if (await isOver(panel)) tally.violations.push('V1: the panel ended by itself')
    const stopped = load.stop()
    await panel.stop('SIGKILL')
    await stopped
    kills += 1
    note(await remainsIn(world.dataDir))
    panel = await start()
    if (rests(kills)) {
      rested += 1
      const found = await violationsAtRest(world, { ...people, told: tally.told })
      tally.violations.push(...found.map(words => `after ${kills} kills: ${words}`))
    }
    tell?.(figures())
  }
  await panel.stop('SIGTERM')
  return figures()
}

const signedIn = async (panel: PanelProcess): Promise<Client> => {
  const client = await panel.as('ada')
  await client.get('/profile')
  return client
}

const isOver = ({ ended }: PanelProcess) => Promise.race([ended.then(() => true), pause(0).then(() => false)])
