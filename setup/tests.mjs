import { existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from './build.mjs'
import { installDebianPackages } from './debian.mjs'
import { root } from './folders.mjs'
import { install } from './install.mjs'
import { run } from './processes.mjs'
import { runProgram, say, step } from './say.mjs'

const everyTest = ['test/**/*.test.ts', 'client-area/test/**/*.test.ts', 'catalogue/test/**/*.test.ts']

// Files, not tests: each has its own panels, databases and browser, and the first to end takes the next one. Four on two
// processors, since many tests wait for a deadline or a browser.
const sideBySide = ['--parallel', '--jobs', '4']

/** Whatever is given goes to mocha; test files among it are run instead of all. */
export const testEverything = args =>
  runProgram(async () => {
    await step('Packages', install)
    await step('Debian packages', installDebianPackages)
    await step('Build', build)
    say('  Running the tests ...')
    process.exitCode = await mocha(args.some(isTest) ? args : [...sideBySide, ...args, ...everyTest])
  })

const isTest = arg => arg.endsWith('.test.ts') && existsSync(join(root, arg))

const mocha = async args => {
  const folder = mkdtempSync(join(roomiest(), 'souk-tests-'))
  // Panels and client areas share one process here: those that wait for SQLite's lock would hold every thread that
  // its owner needs.
  const env = { ...process.env, NODE_ENV: 'test', UV_THREADPOOL_SIZE: '16', TMPDIR: folder }
  try {
    const { code } = await run(process.execPath, [runner, ...args], { env, show: true })
    return typeof code === 'number' ? code : 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Memory where there is plenty: hundreds of help desks come and go, and a disk would take a tenth of the whole time. */
const roomiest = () => {
  const memory = '/dev/shm'
  if (!existsSync(memory)) return tmpdir()
  const { bavail, bsize } = statfsSync(memory)
  return bavail * bsize > 6 * 2 ** 30 ? memory : tmpdir()
}

const runner = join(root, 'node_modules/mocha/bin/mocha.js')
