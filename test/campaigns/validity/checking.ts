import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../../config/root.ts'
import { leanStyles } from '../../../routes/middleware/lean.ts'
import type { Shown } from '../../support/shown.ts'
import { filesEnding } from '../../support/sources.ts'
import { checked, type Document } from './checker.ts'

/** Looks at what the tests have kept in a folder: every page, every fragment, the styles; and whether that is everything. */
const folder = process.argv[2]
if (!folder) throw new Error('Name the folder with what the tests have shown.')

const kept = readdirSync(folder).map(
  name => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Shown | Used,
)
interface Used {
  templates: string[]
}
const shown = kept.filter(one => 'html' in one)
const used = new Set(kept.flatMap(one => ('templates' in one ? one.templates : [])))
const templates = filesEnding(/\.njk$/).filter(path => /^(client-area\/)?views\//.test(path))
const unseen = templates.filter(path => !used.has(path))

// the checker is older than this pseudo-element of CSS Pseudo-Elements Module Level 4
const styles = (paths: string[]) =>
  paths
    .map(path => readFileSync(join(root, path), 'utf8'))
    .join('\n')
    .replaceAll('::details-content', '')
const panelStyles = filesEnding(/\.css$/, 'public/css').toSorted()
const documents: Document[] = [
  ...shown.map(one => ({
    name: one.name,
    kind: 'html' as const,
    text: one.isWhole ? one.html : inPage(one.html),
  })),
  { name: 'the panel’s styles', kind: 'css', text: leanStyles(styles(panelStyles)) },
  {
    name: 'the client area’s styles',
    kind: 'css',
    text: styles([...panelStyles, ...filesEnding(/\.css$/, 'client-area/public')]),
  },
]
const problems = await checked(documents)
for (const one of problems) console.log(one)
for (const path of unseen) console.log(`nothing was shown of ${path}`)

const whole = shown.filter(one => one.isWhole).length
console.log(
  `${whole} pages and ${shown.length - whole} fragments of ${used.size} templates, and the styles: ${problems.length} errors.`,
)
process.exit(problems.length + unseen.length > 0 ? 1 : 0)

/** A fragment in the smallest document around it; its title is what htmx makes of it. */
function inPage(fragment: string) {
  const [title = '<title>Fragment</title>'] = /<title>[^<]*<\/title>/.exec(fragment) ?? []
  return `<!doctype html><html lang="en"><head>${title}</head><body><main>${fragment.replace(title, '')}</main></body></html>`
}
