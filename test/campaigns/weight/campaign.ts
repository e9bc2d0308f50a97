import { writeFileSync } from 'node:fs'
import { availableParallelism, loadavg } from 'node:os'
import { closeBrowser } from '../../support/browser.ts'
import { install } from '../../support/code-panel.ts'
import { connectAs, verbsOf } from '../../support/paying.ts'
import { souk } from '../../support/souk.ts'
import { adaOf } from '../../support/updating.ts'
import { budget, overBudget, type Weighed } from './budget.ts'
import { moreAddons } from './more-addons.ts'
import { looked } from './weighing.ts'

/** The long form of the campaign about weight: the grid in six languages, in Chromium; figures as JSON into the file FIGURES. */
const visits = Number(process.env['VISITS'] ?? 5)
const free = { fr: 'french', de: 'german', es: 'spanish', ar: 'arabic' }

const whole = await souk(moreAddons)
const { panel, area } = whole
await connectAs('olive', panel, area)
for (const slug of Object.values(free)) await install(panel, slug)
await verbsOf(panel.services, area).buy('japanese', 'monthly')

const ada = await adaOf(panel)
const weights: Weighed[] = []
for (const language of ['en', ...Object.keys(free), 'ja']) {
  const person = (await panel.services.operators.list()).find(({ id }) => id === ada.id)
  if (!person) throw new Error('Ada is gone')
  await panel.services.operators.setProfile(ada.id, { ...person, language })
  const one = await looked(await panel.as('ada'), language, visits)
  weights.push(one)
  console.log(lineOf(one))
}
await closeBrowser()
await whole.stop()

const violations = weights.flatMap(overBudget)
for (const one of violations) console.log(`over budget: ${one}`)
const machine = { cores: availableParallelism(), load: loadavg()[0] }
const file = process.env['FIGURES']
if (file) writeFileSync(file, JSON.stringify({ budget, visits, weights, violations, ...machine }))
process.exit(violations.length > 0 ? 1 : 0)

function lineOf({
  language,
  html,
  css,
  script,
  largestPicture,
  requests,
  all,
  visibleMs = 0,
  again,
}: Weighed) {
  const more = language === 'en' ? 1 : budget.otherLanguages
  return [
    `${language}: HTML ${html} + styles ${css} = ${html + css} of ${budget.page * more}`,
    `with script ${html + css + script} of ${budget.withScript * more}`,
    `largest picture ${largestPicture} of ${budget.picture}`,
    `${requests} requests of ${budget.requests}, ${all} bytes of ${budget.all}`,
    `cards drawn after ${Math.round(visibleMs)} ms of ${budget.visibleMs}`,
    `second visit: ${again?.kinds.join(', ')} (${again?.all} bytes)`,
  ].join('; ')
}
