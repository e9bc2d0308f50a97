import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import nunjucks from 'nunjucks'
import type { Paths } from './routes/paths.ts'
import { root } from './environment.ts'
import { languages } from './languages.ts'
import { marked, marks } from './marks.ts'
import type { Speech } from './speech.ts'

/** Makes a page from a template's name and what it says, in one language. */
export type Render = (template: string, data: PageData, speech: Speech) => string

export interface PageData {
  title: string
  [name: string]: unknown
}

/** What every page knows. */
export interface Site {
  paths: Paths
  styles: string
  /** where the terms of sale are read */
  terms: string
  testCardsOnly: boolean
}

/** The client area's pages; the components are the panel's. */
export const viewsOf = (site: Site, strict: boolean): Render => {
  const loader = new nunjucks.FileSystemLoader([join(root, 'client-area/views'), join(root, 'views')])
  const views = new nunjucks.Environment(loader, { autoescape: true, throwOnUndefined: strict })
  views.addGlobal('site', { ...site, languages })
  views.addGlobal('strong', marks.strong)
  views.addGlobal('code', marks.code)
  // `one-time` and `past due` as a message's select can name them
  views.addFilter('key', (word: string | null) => (word ?? '').replaceAll(/[ -]/g, '_'))
  views.addFilter('marked', (text: string) => new nunjucks.runtime.SafeString(marked(text)))
  return (template, data, speech) => views.render(template, { ...data, ...speech })
}

export const readIcon = () => readFileSync(join(root, 'client-area/public/icon.svg'), 'utf8')

/** The panel's styles and the few of our own as one file, whose name changes with its content. */
export const readStyles = () => {
  const panel = join(root, 'public/css')
  const files = readdirSync(panel).filter(name => name.endsWith('.css'))
  const paths = [
    ...files.toSorted().map(name => join(panel, name)),
    join(root, 'client-area/public/client-area.css'),
  ]
  const text = paths.map(path => readFileSync(path, 'utf8')).join('\n')
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 12)
  return { path: `/assets/client-area.${hash}.css`, text }
}
