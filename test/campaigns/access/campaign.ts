import { writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { closeBrowser } from '../../support/browser.ts'
import { type Found, lookedAt, type Tally, viewer } from './looking.ts'
import { everythingIn } from './shown.ts'

/** The long form of the campaign about access: every page that the tests have kept in a folder, in every way of looking. */
const [, , folder] = process.argv
if (!folder) throw new Error('Name the folder with what the tests have shown.')

const started = performance.now()
const shown = everythingIn(folder)
const waiting = [...shown]
const tally: Tally = { byMode: {}, rules: new Set(), unmeasured: new Set() }
const found: Found[] = []

const worker = async () => {
  const looker = await viewer()
  for (let one = waiting.pop(); one; one = waiting.pop()) {
    await looker.open(one)
    const problems = await lookedAt(looker.page, one.name, tally)
    found.push(...problems)
    for (const { mode, page, problem } of problems) console.log(`${mode}: ${page}: ${problem}`)
    if (waiting.length % 50 === 0) console.log(`${waiting.length} to go, ${found.length} problems`)
  }
  await looker.close()
}
await Promise.all(
  Array.from({ length: Math.max(1, Number(process.env['LOOKERS'] ?? availableParallelism() - 1)) }, worker),
)
await closeBrowser()

for (const [problem, where] of together(found)) console.log(`${problem}\n  ${where}`)
for (const one of tally.unmeasured) console.log(`contrast not measured: ${one}`)

const file = process.env['FIGURES']
const figures = {
  pages: shown.filter(one => one.isWhole).length,
  fragments: shown.filter(one => !one.isWhole).length,
  byMode: tally.byMode,
  rules: tally.rules.size,
  unmeasured: tally.unmeasured.size,
  problems: together(found).size,
  seconds: Math.round((performance.now() - started) / 1000),
}
if (file) writeFileSync(file, JSON.stringify(figures))
console.log(JSON.stringify(figures))
process.exit(found.length > 0 ? 1 : 0)

/** Each problem once, with the first pages and all ways that have it. */
function together(all: Found[]) {
  const places = new Map<string, Set<string>>()
  for (const { mode, page, problem } of all) {
    const key = problem.replace(/[0-9a-f-]{8,}|\d+/g, '0')
    places.set(key, (places.get(key) ?? new Set()).add(`${mode}: ${page}`))
  }
  return new Map(
    [...places].map(([key, where]) => [
      key,
      `${where.size} times, as in ${[...where].slice(0, 3).join(', ')}`,
    ]),
  )
}
