import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './folders.mjs'
import { stopIfNodeIsOld } from './node-version.mjs'

stopIfNodeIsOld()

/** Runs one of our command lines, built first if the sources changed; leaves its exit code. */
export const runBin = async (program, module, exported) => {
  if (!existsSync(join(root, 'node_modules')))
    return refuse('Souk is not installed yet: run npm start or npm ci first.')
  const problem = await built()
  if (problem) return refuse(problem)
  const { runCommand } = await import('../dist/cli/command.js')
  const { environment } = await import('../dist/config/environment.js')
  const commands = (await import(`../dist/${module}`))[exported]
  process.exitCode = await runCommand(program, commands, process.argv.slice(2), terminal(environment()))
}

const refuse = sentence => {
  process.stderr.write(`${sentence}\n`)
  process.exitCode = 1
}

// A server that was installed without the compiler runs what it was given.
const built = async () => {
  if (existsSync(join(root, 'dist/cli')) && !existsSync(join(root, 'node_modules/typescript')))
    return undefined
  const { build } = await import('./build.mjs')
  try {
    await build(text => process.stderr.write(`${text}\n`))
    return undefined
  } catch (error) {
    return error.message
  }
}

const terminal = env => ({
  out: text => process.stdout.write(text),
  err: text => process.stderr.write(text),
  interactive: process.stdin.isTTY && process.stdout.isTTY,
  env,
})

// `souk activity | head` closes the pipe early; that is no error of ours.
process.stdout.on('error', error => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})
