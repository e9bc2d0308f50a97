// docs/messages.md: every code with which the panel says that something did not work, from its sources and its messages.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './folders.mjs'
import { raisedIn } from './messages/finding.mjs'
import { groups } from './messages/groups.mjs'
import { Stop } from './say.mjs'

/** The whole page; stops where a code has no words, or words have no code. */
export const messagesPage = () => {
  const facts = { messages: readMessages(), sources: readSources() }
  checkFailures(facts)
  return [intro, ...groups.map(group => section(group, facts))].join('\n\n').concat('\n')
}

const intro = `# Messages

Every code with which the panel says that something did not work: its status where it has one, its English words, and
where they are shown. \`npm run docs\` makes this page from the sources, and a test fails when it is out of date. Words in
braces are filled in; where a code has several wordings, each stands on its own line behind what decides. Each message says
what happened, why, and what to do next, in this order and as far as there is something to say.

A command prints the same words, in English; the database keeps only the code and what is filled in.`

const readMessages = () =>
  Object.assign({}, ...namesIn('views/messages').map(name => JSON.parse(textOf(`views/messages/${name}`))))

const shelves = ['marketplace', 'gateways', 'db', 'config', 'routes']

const readSources = () =>
  shelves.flatMap(shelf =>
    readdirSync(join(root, shelf), { recursive: true, encoding: 'utf8' })
      .map(name => `${shelf}/${name}`)
      .filter(path => path.endsWith('.ts'))
      .toSorted()
      .map(path => ({ path, text: textOf(path) })),
  )

const namesIn = folder => readdirSync(join(root, folder)).toSorted()
const textOf = path => readFileSync(join(root, path), 'utf8')

/** A code that nobody raises, or that has no words, is a mistake. */
function checkFailures({ messages, sources }) {
  const raised = new Set(sources.flatMap(({ text }) => raisedIn(text)))
  const worded = Object.keys(messages).flatMap(key => key.match(/^operations\.failure\.(.*)$/)?.[1] ?? [])
  const silent = [...raised].filter(code => !worded.includes(code))
  const unused = worded.filter(code => !raised.has(code) && code !== 'other')
  if (silent.length > 0) throw new Stop(`These failures have no words: ${silent.join(', ')}.`)
  if (unused.length > 0) throw new Stop(`These words belong to no failure: ${unused.join(', ')}.`)
}

function section({ title, about, columns, rows }, facts) {
  const found = rows(facts)
  if (found.length === 0) throw new Stop(`docs/messages.md: nothing is found for “${title}”.`)
  const head = [columns, columns.map(() => '---')]
  const lines = [...head, ...found].map(cells => `| ${cells.join(' | ')} |`)
  return [`## ${title}`, '', about, '', ...lines].join('\n')
}
