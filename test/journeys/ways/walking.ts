import { expect } from 'chai'
import { after, before, it } from 'mocha'
import { openDb } from '../../../db/index.ts'
import { migrations } from '../../../db/migrations/index.ts'
import { complaintsOf } from '../../support/browser.ts'
import type { TestPanel } from '../../support/panel.ts'
import { type Hand, handAt, type Way, ways } from '../../support/ways.ts'

/** Somebody at a panel. */
export interface Desk {
  hand: Hand
  panel: TestPanel
}

/** What somebody does, and what the page and the stores say in the end: the same in every way. */
export interface Walk {
  title: string
  walk: (desk: Desk) => Promise<unknown>
  ends: unknown
}

/** Tells the block that it stands in to walk these, one after the other, in all ways at once, each at a panel of its own. */
export const walkInEveryWay = (walks: Walk[], start: () => Promise<TestPanel>, who = 'ada') => {
  const desks: (Desk & { complaints: string[] })[] = []
  before(async () => {
    // one after the other: panels of one catalogue read it through the same folder
    for (const way of ways) desks.push(await deskFor(way, start, who))
  })
  after(async () => {
    for (const { hand, panel } of desks) {
      await hand.page.context().close()
      await panel.stop()
    }
  })

  for (const { title, walk, ends } of walks)
    it(title, async () => {
      const ended = await Promise.allSettled(desks.map(walk))
      for (const [i, end] of ended.entries()) {
        if (end.status === 'rejected') throw new Error(`${ways[i]}: ${end.reason}`, { cause: end.reason })
        expect(end.value, ways[i]).to.deep.equal(ends)
      }
    })

  it('do all that with no complaint in the console', () => {
    // a browser names each answer that refuses something
    const refusals = /status of 4(01|03|22)/
    for (const { complaints } of desks)
      expect(complaints.filter(words => !refusals.test(words))).to.deep.equal([])
  })
}

const deskFor = async (way: Way, start: () => Promise<TestPanel>, who: string) => {
  const panel = await start()
  const hand = await handAt(panel.url, way)
  // an answer without script is held while something runs, ten seconds at most
  hand.page.context().setDefaultTimeout(30_000)
  const complaints = complaintsOf(hand.page)
  await hand.open('/profile')
  await signInAgain(hand, who)
  await hand.arrives('Your profile')
  return { panel, hand, complaints }
}

/** On the page that asks who it is. */
export const signInAgain = async (hand: Hand, who = 'ada') => {
  await hand.arrives('Sign in')
  await hand.fill('E-mail', `${who}@example.com`)
  await hand.fill('Password', 'demo-password')
  await hand.press('Sign in')
}

/** Has every session ended, as after fourteen days, or by the operators' page. */
export const endSessions = async ({ services }: TestPanel) => {
  const db = await openDb(services.settings.databaseUrl, migrations)
  await db.knex('sessions').delete()
  await db.close()
}

/** What stands in the table of sessions. */
export const keptInSessions = async ({ services }: TestPanel) => {
  const db = await openDb(services.settings.databaseUrl, migrations)
  const rows: { data: string }[] = await db.knex('sessions').select('data')
  await db.close()
  return rows.map(({ data }) => data).join('\n')
}
