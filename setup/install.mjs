import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './folders.mjs'
import { stopIfDiskIsFull, toolsProblem } from './machine.mjs'
import { hasDriver, keepDriver } from './prebuild.mjs'
import { run, tail } from './processes.mjs'
import { Stop } from './say.mjs'

/** Installs what package-lock.json names, unless it is all there. */
export const install = async tell => {
  if (!isInstalled()) {
    stopIfDiskIsFull(root, 700 * 2 ** 20)
    const problem = process.platform === 'win32' ? undefined : toolsProblem()
    if (problem) throw new Stop(problem)
    tell('Installing packages (the first time takes a minute or two) ...')
    await npm(['ci', '--include=dev', '--no-fund', '--no-audit'])
  }
  if (!hasDriver()) await npm(['rebuild', 'sqlite3'])
  await keepDriver()
}

const npm = async args => {
  const { code, output } = await run('npm', args)
  if (code === 0) return
  const advice = /\s/.test(root)
    ? 'the compiler cannot work in a folder with a blank in its path, so move this one'
    : 'its last words are above; mend that and run this again'
  throw new Stop(`${tail(output)}\n\nInstalling packages failed (npm ${args[0]}, ${code}): ${advice}.`)
}

const lockOf = file => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : undefined)

/** npm leaves its own list of what it installed, and writes it last: an interrupted install has none. */
export const isInstalled = (folder = root) => {
  const found = lockOf(join(folder, 'node_modules/.package-lock.json'))
  if (!found) return false
  return Object.entries(lockOf(join(folder, 'package-lock.json'))).every(
    ([path, wanted]) =>
      path === '' || found[path]?.version === wanted.version || mayBeLeftOut(wanted, found[path]),
  )
}

// npm leaves out what is for other platforms, and what only an optional part of something else would need.
const mayBeLeftOut = ({ optional, devOptional, peer, extraneous }, found) =>
  !found && Boolean(optional || devOptional || peer || extraneous)
