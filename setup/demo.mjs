import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from './folders.mjs'
import { run, tail } from './processes.mjs'
import { Stop } from './say.mjs'

/** Makes keys once, and publishes what catalogue/addons has that is not published yet. */
export const catalogueDemo = (start, tell) =>
  unlessDone(
    start,
    'catalogue',
    [catalogueDir(start), contentOf('catalogue/addons'), contentOf('views/messages')],
    async () => {
      const isFirst = !existsSync(join(catalogueDir(start), 'root.json'))
      tell(isFirst ? 'Making keys and publishing the add-ons ...' : 'Publishing what is new ...')
      if (!hasKeys(start)) await vendor(start, ['keys', 'make'])
      const { code, output } = await vendorSays(start, ['publish', 'catalogue/addons', '--verified', 'souk'])
      if (code === 0) return
      if (isFirst)
        throw new Stop(`${tail(output)}\n\nPublishing the demo's add-ons failed: the reason is above.`)
      tell(`The new sources of the add-ons were not published, the old ones stay:\n${tail(output)}`)
    },
  )

/** Olive, Otto and the licence of this help desk; again when an address changed. */
export const clientAreaDemo = (start, tell) => {
  const {
    PUBLIC_URL,
    CLIENT_AREA_PUBLIC_URL,
    CLIENT_AREA_DATABASE_URL = '',
  } = { ...process.env, ...start.env }
  const made = [
    PUBLIC_URL,
    CLIENT_AREA_PUBLIC_URL,
    CLIENT_AREA_DATABASE_URL,
    String(existsSync(demoEnv(start))),
  ]
  return unlessDone(start, 'client-area', made, async () => {
    tell('Making accounts and the licence ...')
    await script(start, 'dist/client-area/make-demo.js', "Making the client area's demo data failed")
  })
}

/** Ada, Ben and Cleo, and the add-ons installed at the first start. */
export const panelDemo = (start, tell) =>
  unlessDone(start, 'panel', [process.env.DATABASE_URL ?? ''], async () => {
    tell('Making operators and installing the first add-on ...')
    await script(start, 'setup/panel-demo.mjs', "Making the panel's demo data failed")
  })

// Demo data is made for one data folder once; what it was made from is kept, so that the next start only compares.
const unlessDone = async ({ dataDir, production }, name, from, work) => {
  if (production) return
  const file = join(dataDir, 'demo', name)
  const now = digest(from)
  if (existsSync(file) && readFileSync(file, 'utf8') === now && existsSync(join(dataDir, name))) return
  await work()
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  writeFileSync(file, digest(from))
}

const digest = parts => createHash('sha256').update(JSON.stringify(parts)).digest('hex')

const contentOf = folder => {
  const hash = createHash('sha256')
  for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true }).toSorted(
    byPath,
  ))
    if (entry.isFile()) hash.update(pathOf(entry)).update(readFileSync(pathOf(entry)))
  return hash.digest('hex')
}

const pathOf = ({ parentPath, name }) => join(parentPath, name)
const byPath = (one, other) => (pathOf(one) < pathOf(other) ? -1 : 1)

const catalogueDir = ({ dataDir }) => process.env.CATALOGUE_DIR || join(dataDir, 'catalogue')
const demoEnv = ({ dataDir }) => join(dataDir, 'demo.env')

const hasKeys = ({ dataDir }) => {
  const keys = join(dataDir, 'keys')
  return existsSync(keys) && readdirSync(keys).some(name => name.endsWith('.pem'))
}

const vendorSays = (start, args) => node(start, ['cli/souk-vendor.mjs', ...args])

const vendor = async (start, args) => {
  const { code, output } = await vendorSays(start, args)
  if (code !== 0)
    throw new Stop(`${tail(output)}\n\nsouk-vendor ${args.join(' ')} failed: the reason is above.`)
}

const script = async (start, file, failing) => {
  const { code, output } = await node(start, [file])
  if (code !== 0) throw new Stop(`${tail(output)}\n\n${failing}: the reason is above.`)
}

const node = ({ env }, args) =>
  run(process.execPath, ['--enable-source-maps', ...args], {
    env: { ...process.env, ...env, SOUK_DEMO: '1' },
  })
