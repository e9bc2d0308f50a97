import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { kinds, language, type Kind, oneLine, slug as slugSchema } from '../../contracts/manifest.ts'
import { type Command, Failed, type Given, WrongUse } from '../command.ts'
import { startingFiles, type Wish } from './starting/files.ts'

export const createCommand: Command = {
  words: ['create'],
  about: 'Begins an add-on: a folder <slug>/1.0.0 that works as it is, and types for your editor beside it.',
  positionals: ['NAME'],
  options: {
    kind: { type: 'string', about: 'channel, plugin or language' },
    in: { type: 'string', about: 'folder in which to begin it; default: where you are' },
    author: { type: 'string', about: 'your name as it stands in the catalogue; default: Me' },
    code: { type: 'string', about: 'of a language: its code, as nl or pt-BR' },
    json: { type: 'boolean', about: 'print JSON' },
  },
  async run(given, [name = ''], io) {
    const wish = wishIn(given, name)
    const folder = join(resolve(textOf(given, 'in') ?? '.'), wish.slug)
    if (existsSync(folder)) throw new Failed(`${folder} is there already: choose another name, or remove it.`)
    const files = startingFiles(wish)
    for (const [path, content] of files) await write(join(folder, path), content)
    if (given['json']) return io.out(`${JSON.stringify({ folder, files: [...files.keys()] })}\n`)
    const way = wayTo(join(folder, '1.0.0'))
    io.out(`Made ${folder}.\n${nextStep(wish.kind, way)}`)
  },
}

// short where that is easier to read
const wayTo = (path: string) => {
  const short = relative('.', path)
  return short.startsWith('..') ? path : short
}

const nextStep = (kind: Kind, way: string) =>
  kind === 'language'
    ? `Translate ${way}/files/messages.json, then: npx souk-addon check ${way}\n`
    : `Try it: npx souk-addon run ${way}\n`

const wishIn = (given: Given, name: string): Wish => {
  const kind = kinds.find(one => one === given['kind'])
  if (!kind) throw new WrongUse('Say which kind it is to be: --kind channel, plugin or language.')
  const slug = slugOf(name)
  if (!oneLine(60).safeParse(name).success || !slugSchema.safeParse(slug).success)
    throw new WrongUse(`"${name}" makes no name: take 2 to 40 letters, digits and spaces.`)
  const author = textOf(given, 'author') ?? 'Me'
  return { name, slug, kind, author: { id: authorId(author), name: author }, code: codeIn(given, kind) }
}

const codeIn = (given: Given, kind: Kind) => {
  const code = textOf(given, 'code')
  if (kind !== 'language') return ''
  if (code === undefined || !language.shape.code.safeParse(code).success)
    throw new WrongUse('A language needs its code: --code nl, or --code pt-BR.')
  return code
}

const authorId = (name: string) => {
  const id = slugOf(name)
  if (!slugSchema.safeParse(id).success)
    throw new WrongUse(`--author "${name}" makes no author: take 2 to 40 letters, digits and spaces.`)
  return id
}

const slugOf = (name: string) =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')

const textOf = (given: Given, name: string) => {
  const text = given[name]
  return typeof text === 'string' && text.trim() !== '' ? text.trim() : undefined
}

const write = async (file: string, content: string | Buffer) => {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, content)
}
