import { parseArgs } from 'node:util'
import { diskSentence, diskTroubleOf } from '../marketplace/disk-trouble.ts'
import { explainCommand, showHelp, usage } from './help.ts'

/** Where a command speaks: data to `out`, everything for the person to `err`. */
export interface Io {
  out: (text: string) => void
  err: (text: string) => void
  interactive: boolean
  env: Record<string, string | undefined>
}

export interface Option {
  type: 'string' | 'boolean'
  multiple?: boolean
  /** one line for the help text */
  about: string
}

/** Typed by what `options` declares: a string, a list of strings, or true. */
export type Given = Record<string, string | string[] | boolean | undefined>

/** One command of `souk` or `souk-vendor`: one file each. */
export interface Command {
  /** `['licences', 'issue']` for `souk-vendor licences issue` */
  words: readonly string[]
  about: string
  /** the positional arguments by name; a name ending in `?` may be left out */
  positionals?: readonly string[]
  options?: Record<string, Option>
  run: (given: Given, positionals: string[], io: Io) => Promise<void>
}

/** Wrong use: exit code 2. The message says what was expected. */
export class WrongUse extends Error {}

/** Expected failure: exit code 1, one sentence, no stack. */
export class Failed extends Error {}

// stops names and reasons from outside from steering the terminal; written so, JSON stays the same data
const escaped = (text: string) =>
  text.replace(
    /(?![\n\t])[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu,
    sign => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

/** Finds the command, runs it and answers with the exit code: 0 done, 1 failed, 2 wrong use. */
export const runCommand = async (program: string, commands: Command[], argv: string[], terminal: Io) => {
  const io: Io = {
    ...terminal,
    out: text => terminal.out(escaped(text)),
    err: text => terminal.err(escaped(text)),
  }
  const command = longestMatch(commands, argv)
  if (!command) return showHelp(program, commands, argv, io)
  if (argv.includes('--help')) return explainCommand(program, command, io)
  try {
    const { given, positionals } = readArguments(command, argv.slice(command.words.length))
    await command.run(given, positionals, io)
    return 0
  } catch (error) {
    return explain(program, command, error, io)
  }
}

const longestMatch = (commands: Command[], argv: string[]) =>
  commands
    .filter(({ words }) => words.every((word, i) => argv[i] === word))
    .toSorted((a, b) => b.words.length - a.words.length)[0]

const readArguments = (command: Command, args: string[]) => {
  const { values, positionals } = parsed(command, args)
  const names = command.positionals ?? []
  const least = names.filter(name => !name.endsWith('?')).length
  if (positionals.length < least || positionals.length > names.length)
    throw new WrongUse(`It takes ${names.length === 0 ? 'no arguments' : names.join(' ')}.`)
  return { given: values as Given, positionals }
}

const parsed = (command: Command, args: string[]) => {
  const options = Object.fromEntries(
    Object.entries(command.options ?? {}).map(([name, { type, multiple }]) => [
      name,
      { type, multiple: multiple ?? false },
    ]),
  )
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true })
  } catch (error) {
    throw new WrongUse(firstSentence(error), { cause: error })
  }
}

// what Node adds to it is advice about its own arguments
const firstSentence = (error: unknown) =>
  (error instanceof Error ? error.message : String(error)).replace(/\. To specify .*/s, '.')

const explain = (program: string, command: Command, error: unknown, io: Io) => {
  if (error instanceof WrongUse) {
    io.err(`${error.message}\n${usage(program, command)}\n`)
    return 2
  }
  const trouble = diskTroubleOf(error)
  if (error instanceof Failed || io.env['LOG_LEVEL'] !== 'debug')
    io.err(`${trouble ? diskSentence(trouble) : messageOf(error)}\n`)
  else io.err(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  return 1
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
