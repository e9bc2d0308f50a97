import { accessSync, constants, existsSync, mkdirSync, statfsSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { createServer } from 'node:net'
import { Stop } from './say.mjs'

/** The full path of a command, or nothing. */
export const whereIs = (command, path = process.env.PATH ?? '') =>
  path
    .split(delimiter)
    .filter(Boolean)
    .map(folder => join(folder, command))
    .find(isExecutable)

const isExecutable = file => {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

// Each tool under any of its names; the database driver is compiled with them.
const tools = { python3: ['python3', 'python'], make: ['make', 'gmake'], 'g++': ['g++', 'c++', 'clang++'] }

/** One sentence naming every tool of the C++ toolchain that is missing, or nothing. */
export const toolsProblem = (has = whereIs) => {
  const missing = Object.keys(tools).filter(name => !tools[name].some(command => has(command)))
  if (missing.length === 0) return undefined
  return `Installing Souk compiles its database driver, and ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing: install a C++ toolchain (on Debian and Ubuntu: apt-get install python3 make g++) and run this again.`
}

const mebibytes = bytes => `${Math.floor(bytes / 2 ** 20)} MiB`

/** One sentence if a folder's disk has less room than is needed, or nothing. */
export const diskProblem = (folder, free, needed) =>
  free >= needed
    ? undefined
    : `There is no room on the disk of ${folder}: ${mebibytes(free)} are free and Souk needs ${mebibytes(needed)}; make room and run this again.`

export const stopIfDiskIsFull = (folder, needed) => {
  const { bavail, bsize } = statfsSync(folder)
  const problem = diskProblem(folder, bavail * bsize, needed)
  if (problem) throw new Stop(problem)
}

export const makeFolder = folder => {
  try {
    make(folder)
    accessSync(folder, constants.W_OK)
  } catch (error) {
    throw new Stop(
      `The data folder ${folder} can't be written (${error.code}): mend that, or set DATA_DIR to another.`,
    )
  }
}

// Node's own recursive way never ends below /proc.
const make = folder => {
  if (existsSync(folder)) return
  make(dirname(folder))
  mkdirSync(folder, { mode: 0o700 })
}

/** Throws a Stop naming the port and its setting if something listens there already. */
export const stopIfPortIsTaken = ({ title, host, port, setting }) =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', error => reject(new Stop(portProblem({ title, host, port, setting }, error.code))))
    probe.listen(port, host, () => probe.close(resolve))
  })

const portProblem = ({ title, host, port, setting }, code) => {
  const next = `set ${setting} to another one`
  if (code === 'EADDRINUSE')
    return `Port ${port} for the ${title} is taken: stop the program that listens there, or ${next}.`
  if (code === 'EACCES') return `Port ${port} for the ${title} may not be used by this user: ${next}.`
  return `The ${title} can't listen on ${host}, port ${port} (${code}): ${next}, or mend the host.`
}
