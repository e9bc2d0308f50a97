import { mkdirSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import nunjucks from 'nunjucks'
import { root } from '../../config/root.ts'
import { closeBrowser, closePages } from './browser.ts'
import { keepWhatIsShown, takeShown, watch } from './shown.ts'

/** With a folder here, what the tests show is kept in it for another checker. */
const folder = process.env['SHOWN_PAGES']

keepWhatIsShown(folder ? 'shapes' : 'neighbours')
const templates = new Set<string>()
if (folder) noteTemplates()

/** Every page and fragment that the tests have shown is valid, whatever they looked at it for. */
const checkShown = async function (this: Mocha.Context) {
  this.timeout(120_000)
  const shown = takeShown()
  if (folder) return [...shown, { templates: [...templates] }].forEach(write)
  if (shown.length === 0) return
  const { problemsOfFragment, problemsOfPage } = await import('./html.ts')
  for (const { name, html, isWhole } of shown) {
    const problems = await (isWhole ? problemsOfPage : problemsOfFragment)(html)
    if (problems.length > 0) throw new Error(`${name} is not valid HTML:\n${problems.join('\n')}`)
  }
}

const write = (one: object, n: number) => {
  mkdirSync(folder ?? '', { recursive: true })
  writeFileSync(join(folder ?? '', `${process.pid}-${Date.now()}-${n}.json`), JSON.stringify(one))
}

function noteTemplates() {
  watch(nunjucks.FileSystemLoader.prototype, 'getSource', (_self, _args, found) => {
    if (typeof found === 'object' && found && 'path' in found)
      templates.add(relative(root, String(found.path)))
  })
}

// Where files run side by side, this comes after each: the next one takes the same browser, which ends with its process.
const hasNextFile = process.env['MOCHA_WORKER_ID'] !== undefined

/** What mocha does when its tests have ended, those of one file where files run side by side. */
export const mochaHooks = { afterAll: [hasNextFile ? closePages : closeBrowser, checkShown] }
