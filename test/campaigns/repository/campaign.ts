import { writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { attacksOnDownloads } from './downloads.ts'
import { attacksOnRefresh } from './attacks.ts'
import { fastForwards, turns } from './rotations.ts'
import { p99, waitsDuring } from './slowness.ts'
import { dutch, newWorld, stateOf, type World } from './world.ts'

/** The slow part of the campaign about the catalogue, each case to its end; figures as JSON into the file FIGURES. */
type Way = 'hang' | 'drip' | 'endless'
interface Case {
  what: string
  file: RegExp
  way: Way
  button: 'Refresh' | 'Install'
  /** what is said in the end, on the grid or on the operation's page */
  says: RegExp
}

const named = { hang: 'never comes', drip: 'comes byte by byte', endless: 'never ends' }
const ways: Way[] = ['hang', 'drip', 'endless']
const reasons = {
  hang: /cannot be reached/,
  drip: /cannot be reached/,
  endless: /cannot be read|not what the vendor signed/,
}
const refreshing = (what: string, file: RegExp): Case[] =>
  ways.map(way => ({ what: `${what} that ${named[way]}`, file, way, button: 'Refresh', says: reasons[way] }))
const installing = ways.map(
  (way): Case => ({
    what: `an archive that ${named[way]}`,
    file: /archive\.tgz$/,
    way,
    button: 'Install',
    says: /did not send the files of German in time|sent more for German than is signed/,
  }),
)
const cases = [
  ...refreshing('a timestamp', /timestamp\.json$/),
  ...refreshing('a part of the list', /targets\/index\/\d+-/),
  ...installing,
]

const most = { p99: 300 }
/** what other pages take where nothing is wrong, on a machine that may have other things to do */
let usual = 0
const violations: string[] = []

/** Presses the button; answers with how long its page took, and with what the pages say once all has ended. */
const pressed = async (w: World, { button }: Case) => {
  const begun = performance.now()
  const text = button === 'Refresh' ? await w.refresh() : await w.press(button, 'german')
  const page = performance.now() - begun
  if (button === 'Refresh') {
    if (/being read already/.test(text)) await w.panel.services.refreshCatalogue()
    return { page, text: `${text} ${(await w.ada.fetch('/addons')).text}` }
  }
  const latest = await w.panel.services.operations.latestFor('german')
  if (!latest) throw new Error('nothing was begun')
  await w.panel.services.operations.ended(latest.id, 120_000)
  return { page, text: (await w.ada.fetch(`/operations/${latest.id}`)).text }
}

const tried = async (one: Case) => {
  const w = await newWorld()
  await w.shop.publish(dutch)
  const before = await stateOf(w)
  w.shop.misbehave(path => (one.file.test(path) ? one.way : undefined))
  const begun = performance.now()
  let seconds = 0
  const work = pressed(w, one).finally(() => {
    seconds = (performance.now() - begun) / 1_000
  })
  const { waits } = await waitsDuring(w, Promise.all([work, pause(5_000)]))
  const { page, text } = await work
  w.shop.stop()
  if (!one.says.test(text)) violations.push(`${one.what}: the page says ${text}`)
  if (JSON.stringify(await stateOf(w)) !== JSON.stringify(before))
    violations.push(`${one.what}: something changed`)
  const figures = {
    what: one.what,
    page,
    seconds,
    pages: waits.length,
    p99: p99(waits),
    longest: Math.max(...waits),
  }
  if (figures.p99 > Math.max(most.p99, 2 * usual))
    violations.push(`${one.what}: p99 of other pages is ${Math.round(figures.p99)} ms`)
  console.log(JSON.stringify(figures))
  await w.close()
  return figures
}

/** The same pages while nothing is wrong, to compare with. */
const calm = async () => {
  const w = await newWorld()
  const { waits } = await waitsDuring(w, pause(10_000))
  await w.close()
  return {
    what: 'nothing',
    page: 0,
    seconds: 10,
    pages: waits.length,
    p99: p99(waits),
    longest: Math.max(...waits),
  }
}

const slow = [await calm()]
usual = slow[0]?.p99 ?? 0
console.log(JSON.stringify(slow))
const chosen = new RegExp(process.env['ONLY'] ?? '')
for (const one of cases.filter(({ what }) => chosen.test(what))) slow.push(await tried(one))
for (const words of violations) console.log(words)

const tally = {
  attacks: attacksOnRefresh.length + 2 * attacksOnDownloads.length + turns.length + fastForwards.length,
  sorts: [
    ...new Set([...attacksOnRefresh, ...attacksOnDownloads].map(({ sort }) => sort)),
    'fast-forward',
    'slow retrieval',
  ],
}
const file = process.env['FIGURES']
if (file) writeFileSync(file, JSON.stringify({ most, violations: violations.length, slow, tally }))
process.exitCode = violations.length > 0 ? 1 : 0
