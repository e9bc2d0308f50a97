// npm run docs: writes the tables of settings into docs/operating.md, from the settings of the three programs, docs/messages.md
// from the messages, and docs/addon-api.schema.json from the contract of add-ons.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from './build.mjs'
import { root } from './folders.mjs'
import { messagesPage } from './messages.mjs'
import { runProgram, say, Stop } from './say.mjs'

const page = join(root, 'docs/operating.md')

const programs = {
  panel: 'config/settings-table.js',
  'client-area': 'client-area/settings-table.js',
  catalogue: 'catalogue/settings.js',
}

await runProgram(async () => {
  await build(say)
  let text = readFileSync(page, 'utf8')
  for (const [name, module] of Object.entries(programs))
    text = withTable(text, name, tableOf(await import(`../dist/${module}`)))
  keep('docs/operating.md', text)
  keep('docs/messages.md', messagesPage())
  keep('docs/addon-api.schema.json', (await import('../dist/cli/author/schema.js')).apiSchemaText())
})

/** Writes a document that is not as the programs are, or stops where it is only to be checked. */
function keep(name, text) {
  const file = join(root, name)
  const isTrue = existsSync(file) && readFileSync(file, 'utf8') === text
  if (!isTrue && process.argv.includes('--check'))
    throw new Stop(`${name} does not tell how it is: run npm run docs.`)
  if (!isTrue) writeFileSync(file, text)
  say(`${name} ${isTrue ? 'tells how it is' : 'was written'}.`)
}

/** Replaces what stands between the two marks of a program. */
function withTable(text, name, table) {
  const marks = [`<!-- settings: ${name} -->`, `<!-- end of settings: ${name} -->`]
  const [from, to] = marks.map(mark => text.indexOf(mark))
  if (from < 0 || to < from) throw new Stop(`docs/operating.md has lost its marks ${marks.join(' and ')}.`)
  return `${text.slice(0, from)}${marks[0]}\n${table}\n${text.slice(to)}`
}

function tableOf({ variables, needed = [] }) {
  const rows = Object.entries(variables).map(([name, schema]) => {
    const must = needed.includes(name) ? '; needed in production' : ''
    return `| \`${name}\` | ${defaultOf(schema)} | ${schema.description}${must} |`
  })
  return ['| setting | default | meaning |', '| --- | --- | --- |', ...rows].join('\n')
}

function defaultOf(schema) {
  const { success, data } = schema.safeParse(undefined)
  if (!success || data === undefined) return ''
  const text = typeof data === 'boolean' ? Number(data) : String(data).replace(/\/$/, '')
  return `\`${text}\``
}
