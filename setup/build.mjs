// npm run build: compiles the sources into dist/, only if they changed since.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './folders.mjs'
import { run, tail } from './processes.mjs'
import { runProgram, say, Stop } from './say.mjs'

const dist = join(root, 'dist')
const stamp = join(dist, '.sources')
const runnerStamp = join(dist, '.runner-sources')
const lock = join(root, 'node_modules/.souk-building')
const compiler = join(root, 'node_modules/typescript/bin/tsc')

/** Builds if the sources changed since the last build. */
export const build = async (tell = () => {}) => {
  if (isBuilt()) return
  await alone(async () => {
    if (isBuilt()) return
    tell('Building ...')
    await compile()
  })
}

/** Does dist/ stem from the sources as they are now? By content: copying and checking out change every date. */
export const isBuilt = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint()

/**
 * Builds what add-on code runs in, alone: it runs compiled even where everything else runs as TypeScript, for the loader
 * of TypeScript needs more rights than it may have.
 */
export const buildRunner = async () => {
  const isReady = () =>
    isBuilt() || (existsSync(runnerStamp) && readFileSync(runnerStamp, 'utf8') === ofRunner())
  if (!isReady())
    await alone(async () => isReady() || (await compile('tsconfig.runner.json', runnerStamp, ofRunner)))
}

const compile = async (project = 'tsconfig.build.json', made = stamp, print = fingerprint) => {
  if (!existsSync(compiler)) throw new Stop('The compiler is not installed: run npm start or npm ci first.')
  const before = print()
  rmSync(made, { force: true })
  const args = [compiler, '-p', project, '--pretty', 'false']
  const { code, output } = await run(process.execPath, args)
  if (code !== 0) throw new Stop(`${tail(output, 30)}\n\nBuilding failed: the compiler's words are above.`)
  writeFileSync(made, before)
}

const folders = [
  'config',
  'routes',
  'marketplace',
  'gateways',
  'runner',
  'contracts',
  'db',
  'client-area',
  'catalogue',
  'cli',
]
const settings = ['package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'tsconfig.runner.json']

const fingerprint = (files = sources()) => {
  const hash = createHash('sha256')
  for (const file of [...settings, ...files])
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(root, file)))
  return hash.digest('hex')
}

const ofRunner = () => fingerprint([...below('runner'), ...below('contracts')])

const sources = () =>
  ['server.ts', ...folders.flatMap(folder => below(folder))].filter(file => existsSync(join(root, file)))

const left = new Set(['catalogue/addons', 'catalogue/test', 'client-area/test'])

const below = folder =>
  !existsSync(join(root, folder))
    ? []
    : readdirSync(join(root, folder), { withFileTypes: true })
        .toSorted((a, b) => (a.name < b.name ? -1 : 1))
        .flatMap(entry => {
          const path = `${folder}/${entry.name}`
          if (entry.isDirectory()) return left.has(path) ? [] : below(path)
          return /\.(ts|json)$/.test(entry.name) ? [path] : []
        })

// Two commands at once must not write the same files. The lock names its owner, who may have been killed.
const alone = async work => {
  const deadline = Date.now() + 120_000
  while (!taken()) {
    if (Date.now() > deadline)
      throw new Stop(`Another build does not end: delete ${lock} if none is running.`)
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  process.once('exit', release)
  try {
    await work()
  } finally {
    process.off('exit', release)
    release()
  }
}

const release = () => rmSync(lock, { force: true })

const taken = () => {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw new Stop(`The project folder can't be written (${error.code}).`)
    if (!isAlive(ownerOf(lock))) release()
    return false
  }
}

const ownerOf = file => {
  try {
    return Number(readFileSync(file, 'utf8'))
  } catch {
    return 0
  }
}

const isAlive = pid => {
  try {
    // 0 would be every process of this group: an empty lock is one that is just being written.
    return pid === 0 || process.kill(pid, 0)
  } catch (error) {
    return error.code === 'EPERM'
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await runProgram(() => build(say))
