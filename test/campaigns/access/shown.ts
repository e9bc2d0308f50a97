import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const shown = z.object({ name: z.string(), html: z.string(), isWhole: z.boolean() })
export type Shown = z.infer<typeof shown>

/**
 * What the tests have kept in a folder, each shape once: whole pages, and of the fragments that htmx put into pages those
 * whose content no whole page has, in the smallest page around them.
 */
export const everythingIn = (folder: string): Shown[] => {
  const kept = readdirSync(folder)
    .map(name => shown.safeParse(JSON.parse(readFileSync(join(folder, name), 'utf8'))))
    .flatMap(({ data }) => data ?? [])
  const seen = new Set<string>()
  const isNew = ({ html }: Shown) => {
    const mark = markOf(html)
    return !seen.has(mark) && seen.add(mark)
  }
  const pages = kept.filter(one => one.isWhole).filter(isNew)
  return [
    ...pages,
    ...kept
      .filter(one => !one.isWhole)
      .filter(isNew)
      .map(around),
  ]
}

/** The content's tags, whatever words and numbers stand in them. */
const markOf = (html: string) => {
  const [, main = html] = /<main[^>]*>([\s\S]*)<\/main>/.exec(html) ?? []
  const [, language = 'en'] = /<html lang="([^"]+)"/.exec(html) ?? []
  const shape = main
    .replace(/<title>[\s\S]*?<\/title>/, '')
    .replace(/>[^<]+/g, '>')
    .replace(/ (?!class|role|aria-|id|type|dir)[a-z-]+="[^"]*"/g, '')
    .replace(/[0-9a-f-]{8,}|\d+/g, '0')
  return createHash('sha256').update(`${language} ${shape}`).digest('hex')
}

const around = (one: Shown): Shown => {
  const [title = '<title>Fragment</title>'] = /<title>[\s\S]*?<\/title>/.exec(one.html) ?? []
  const head = `<!doctype html><html lang="en" dir="ltr"><head><meta charset="utf-8">${title}<link rel="stylesheet" href="/assets/souk.css"></head>`
  return { ...one, html: `${head}<body><main id="main">${one.html.replace(title, '')}</main></body></html>` }
}
