import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { root } from '../../../config/root.ts'
import { leanStyles } from '../../../routes/middleware/lean.ts'
import { newPage } from '../../support/browser.ts'
import { axeOn } from '../../support/html.ts'
import { alikeOn, cutOn, look, type Mode, modes, movingOn } from '../../support/modes.ts'
import { filesEnding } from '../../support/sources.ts'
import type { Shown } from './shown.ts'

export interface Found {
  mode: string
  page: string
  problem: string
}

const styles = (paths: string[]) => paths.map(path => readFileSync(join(root, path), 'utf8')).join('\n')
const ofPanel = filesEnding(/\.css$/, 'public/css').toSorted()
const sheets = {
  panel: leanStyles(styles(ofPanel)),
  area: styles([...ofPanel, ...filesEnding(/\.css$/, 'client-area/public')]),
}
const picture = readFileSync(join(root, 'public/souk.svg'))
const place = 'http://souk.test/page'

/** A browser that shows what was kept, with its styles, without a server. */
export const viewer = async () => {
  const page = await newPage()
  let html = ''
  await page.route('**/*', route => {
    const path = new URL(route.request().url()).pathname
    if (path === '/page') return route.fulfill({ contentType: 'text/html; charset=utf-8', body: html })
    if (path.endsWith('.css'))
      return route.fulfill({
        contentType: 'text/css',
        body: path.includes('client-area') ? sheets.area : sheets.panel,
      })
    if (route.request().resourceType() === 'image')
      return route.fulfill({ contentType: 'image/svg+xml', body: picture })
    return route.fulfill({ status: 204 })
  })
  return {
    async open(shown: Shown) {
      // the panel's own script has been looked at elsewhere, and would ask for what is not there
      html = shown.html.replace(/<script[\s\S]*?<\/script>/g, '').replace(/ data-hx-[a-z]+="[^"]*"/g, '')
      await page.goto(place)
    },
    page,
    close: () => page.context().close(),
  }
}

/** Looks at the page that is open in every way; what only colours can change is asked again in other colours only. */
export const lookedAt = async (page: Page, name: string, tally: Tally) => {
  const found: Found[] = []
  for (const mode of modes) {
    await look(page, mode)
    const { barriers, unmeasured, rules, measured } = await axeOn(page, mode.colours && colourRules)
    const problems = [...barriers, ...(mode.name === 'light' ? await alikeOn(page) : [])]
    problems.push(...(await cutOn(page)), ...(await movingOn(page)))
    found.push(...problems.map(problem => ({ mode: mode.name, page: name, problem })))
    count(tally, mode, { measured, unmeasured: unmeasured.length, problems: problems.length })
    for (const rule of rules) tally.rules.add(rule)
    for (const one of unmeasured) tally.unmeasured.add(one)
  }
  return found
}

const colourRules = ['color-contrast', 'link-in-text-block']

export interface Tally {
  byMode: Record<string, { pages: number; measured: number; unmeasured: number; problems: number }>
  rules: Set<string>
  unmeasured: Set<string>
}

const count = (
  { byMode }: Tally,
  { name }: Mode,
  more: { measured: number; unmeasured: number; problems: number },
) => {
  const before = byMode[name] ?? { pages: 0, measured: 0, unmeasured: 0, problems: 0 }
  byMode[name] = {
    pages: before.pages + 1,
    measured: before.measured + more.measured,
    unmeasured: before.unmeasured + more.unmeasured,
    problems: before.problems + more.problems,
  }
}
