import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { HtmlValidate } from 'html-validate'
import type { Page } from 'playwright-core'

/** What is wrong with the HTML of a whole page, one sentence each; empty when it is valid. */
export const problemsOfPage = (html: string) =>
  problems(html, ['html-validate:recommended', 'html-validate:document'])

/** The same for a fragment, which has no document around it. */
export const problemsOfFragment = (html: string) => problems(html, ['html-validate:recommended'])

const checkers = new Map<string, HtmlValidate>()

const checkerFor = (presets: string[]) => {
  const known = checkers.get(presets.join())
  if (known) return known
  const made = new HtmlValidate({
    root: true,
    extends: presets,
    rules: {
      'require-sri': ['error', { target: 'crossorigin' }],
      'doctype-style': ['error', { style: 'lowercase' }],
      // An add-on's name is as long as its author wanted.
      'long-title': 'off',
      // Space at a line's end is what a template leaves behind; nobody sees it.
      'no-trailing-whitespace': 'off',
      // Safari drops the meaning of a list without bullets unless it is said again.
      'no-redundant-role': 'off',
      'prefer-native-element': ['error', { exclude: ['list'] }],
      'form-dup-name': ['error', { shared: ['checkbox', 'radio', 'submit'] }],
    },
  })
  checkers.set(presets.join(), made)
  return made
}

const problems = async (html: string, presets: string[]) => {
  const report = await checkerFor(presets).validateString(html)
  const ofHtmx = [...html.replace(/"[^"]*"/g, '""').matchAll(/<[a-z][^<>]* (hx-[a-z-]+)=/g)].map(
    ([, name = '']) => `Attribute "${name}" is not HTML, "data-${name}" is`,
  )
  const found = report.results.flatMap(({ messages, source }) =>
    messages
      // each right that a press accepts stands in a hidden field of that name
      .filter(({ message }) => message !== 'Duplicate form control name "accept"')
      .map(({ line, ruleId, message }) => `${message} (${ruleId}): ${lineOf(source ?? html, line)}`),
  )
  return [...ofHtmx, ...found]
}

const lineOf = (source: string, line: number) => (source.split('\n')[line - 1] ?? '').trim().slice(0, 160)

const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** What hinders people on a page as it stands now: WCAG 2.2 AA and good practice, one sentence each. */
export const barriersOf = async (page: Page) => (await axeOn(page)).barriers

interface Result {
  id: string
  help: string
  nodes: { html: string; failureSummary?: string }[]
}
interface Results {
  violations: Result[]
  incomplete: Result[]
  passes: Result[]
}

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

// a colour on its way from one to another fits neither
const settled =
  'Promise.all(document.getAnimations().filter(one => one instanceof CSSTransition).map(one => one.finished))'

/** The same; and where axe could not measure a contrast, as behind a picture. `only`: these rules of it. */
export const axeOn = async (page: Page, only?: string[]) => {
  if (!(await page.evaluate<boolean>('"axe" in window'))) await page.evaluate(source)
  const runOnly = only ? { type: 'rule', values: only } : { type: 'tag', values: standards }
  // axe leaves this rule out of WCAG 2.2 until it is asked for
  const rules = only ? {} : { 'target-size': { enabled: true } }
  const options = JSON.stringify({ runOnly, rules, iframes: false })
  const { violations, incomplete, passes } = await page.evaluate<Results>(
    `${settled}.then(() => axe.run(document, ${options}))`,
  )
  return {
    barriers: violations.flatMap(({ id, help, nodes }) =>
      nodes.map(
        ({ html, failureSummary }) => `${help} (${id}): ${html.slice(0, 160)} ${failureSummary ?? ''}`,
      ),
    ),
    unmeasured: incomplete
      .filter(({ id }) => id === 'color-contrast')
      .flatMap(({ nodes }) => nodes.map(({ html }) => html.slice(0, 160))),
    rules: new Set([...passes, ...violations].map(({ id }) => id)),
    measured: passes.find(({ id }) => id === 'color-contrast')?.nodes.length ?? 0,
  }
}
