import type { Command, Io } from './command.ts'

/** One line: how a command is written. */
export const usage = (program: string, { words, positionals = [], options = {} }: Command) =>
  [
    `Usage: ${program} ${words.join(' ')}`,
    ...positionals.map(name => (name.endsWith('?') ? `[${name.slice(0, -1)}]` : name)),
    ...Object.entries(options).map(([name, { type }]) => `[--${name}${type === 'string' ? ' VALUE' : ''}]`),
  ].join(' ')

/** Every command with one line each; answers 0 if that was asked for, 2 for a command that does not exist. */
export const showHelp = (program: string, commands: Command[], argv: string[], io: Io) => {
  const asked = argv.length === 0 || argv.includes('--help')
  const write = asked ? io.out : io.err
  if (!asked) write(`${program}: there is no command "${argv.join(' ')}".\n`)
  for (const command of commands) write(`${usage(program, command)}\n    ${command.about}\n`)
  return asked ? 0 : 2
}

/** One command with what each of its options does. */
export const explainCommand = (program: string, command: Command, io: Io) => {
  io.out(`${usage(program, command)}\n    ${command.about}\n`)
  for (const [name, { about }] of Object.entries(command.options ?? {})) io.out(`    --${name}  ${about}\n`)
  return 0
}
