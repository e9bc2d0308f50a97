import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { complaintsOf } from '../support/browser.ts'
import { listenOn } from '../support/keyboard.ts'
import { until } from '../support/programs.ts'
import { filesEnding, textOf } from '../support/sources.ts'
import { type Desk, deskForSwaps } from './contract/desk.ts'
import { forms } from './contract/forms.ts'
import { lists } from './contract/lists.ts'
import { money } from './contract/money.ts'
import { operations } from './contract/operations.ts'
import type { Swap } from './contract/swap.ts'

const swaps = [...lists, ...forms, ...operations, ...money]
const asking = /data-hx-(get|post)="\{\{ (.+?) \}\}"( data-hx-include)?/g

/** Every place in the templates where htmx asks for something, as `template address`. */
const places = () =>
  filesEnding(/\.njk$/, 'views').flatMap(file =>
    [...textOf(file).matchAll(asking)].map(
      ([, , address, more = '']) => `${file.slice('views/'.length)} ${address}${more}`,
    ),
  )

const markers = `({
  main: document.querySelectorAll('main').length,
  h1: document.querySelectorAll('h1').length,
  live: [...document.querySelectorAll('[aria-live],[role=alert],[role=status],[role=log],output,marquee')].map(({ id }) => id),
  isLost: document.activeElement === document.body,
  isInRow: Boolean(document.activeElement.closest('tr')),
  at: document.activeElement.outerHTML.slice(0, 160),
  isHeading: document.activeElement.tagName === 'H1',
  isInvalid: document.activeElement.getAttribute('aria-invalid') === 'true',
})`

describe('A page that changes in place keeps to the contract of docs/access.md', function () {
  this.timeout(60_000)
  let desk: Desk
  let complaints: string[]
  before(async () => {
    desk = await deskForSwaps()
    complaints = complaintsOf(desk.page)
  })
  after(() => desk.stop())

  it('has a row in this table for every swap in the templates', () => {
    const known = new Set(swaps.map(({ of }) => of.join(' ')))
    expect([...new Set(places())].toSorted()).to.deep.equal([...known].toSorted())
  })

  it('lets a second press of the same button wait for nothing: it is dropped', () => {
    const forgetful = filesEnding(/\.njk$/, 'views').flatMap(file =>
      textOf(file)
        .split('\n')
        .filter(line => line.includes('data-hx-post') && !/data-hx-sync="[^"]*:drop"/.test(line))
        .map(line => `${file}: ${line.trim()}`),
    )
    expect(forgetful).to.deep.equal([])
  })

  for (const swap of swaps) it(swap.does, () => isKept(desk, swap))

  it('breaks no rule of its own policy on the way', () => {
    expect(complaints.filter(words => !/4\d\d/.test(words))).to.deep.equal([])
  })
})

const isKept = async (desk: Desk, swap: Swap) => {
  const { page, panel } = desk
  const path = await swap.begin(desk)
  if (swap.after) await page.clock.install()
  await page.goto(panel.url + path)
  if (swap.at) await page.locator(swap.at).focus()
  const titleBefore = await page.title()
  const { heard, focused } = await listenOn(page)
  await swap.act(page, desk)
  if (swap.after) {
    await page.clock.runFor(swap.after + 500)
    await page.clock.resume()
  }
  await page.getByRole('heading', { level: 1, name: swap.heading }).waitFor()
  await until(
    async () => (await focused()).length > 0 && (await heard()).length >= swap.says.length,
    () => `a swap and ${swap.says.join()}`,
    8_000,
  )

  const said = await heard()
  expect(said, 'heard').to.have.length(swap.says.length)
  for (const [n, words] of swap.says.entries())
    if (typeof words === 'string') expect(said[n]).to.equal(words)
    else expect(said[n]).to.match(words)

  const now = (await page.evaluate(markers)) as Record<string, unknown>
  expect(now).to.deep.include({ main: 1, h1: 1, live: ['status'], isLost: false })
  expect(await focused(), 'focus after each swap').not.to.include('BODY')
  expect([now['isHeading'], now['isInvalid'], now['isInRow']], `focus at ${String(now['at'])}`).to.deep.equal(
    ['heading', 'field', 'row'].map(where => swap.focus === where),
  )
  const outcome = await page.locator('#status span:not(.hidden)').allInnerTexts()
  const title = await page.title()
  for (const words of outcome) expect(title, 'the outcome in the title').to.include(words)
  if (swap.title) expect(title).to.match(swap.title)

  if (swap.isPlace) {
    await page.goBack()
    await until(
      async () => (await page.title()) === titleBefore,
      () => `Back to "${titleBefore}" instead of "${title}"`,
    )
    expect(page.url()).to.equal(panel.url + path)
    return
  }
  const reloaded = await page.reload()
  expect([reloaded?.status(), reloaded?.request().method()], 'reloaded').to.deep.equal([200, 'GET'])
}
