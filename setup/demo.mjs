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

/** Olive, Otto, the licence of this help desk and the price list; again when an address or the add-ons changed. */
export const clientAreaDemo = (start, tell) => {
  const {
    PUBLIC_URL,
    CLIENT_AREA_PUBLIC_URL,
    CLIENT_AREA_DATABASE_URL = '',
  } = { ...process.env, ...start.env }
  const made = [PUBLIC_URL, CLIENT_AREA_PUBLIC_URL, CLIENT_AREA_DATABASE_URL, contentOf('catalogue/addons')]
  return unlessDone(start, 'client-area', made, async () => {
    tell('Making accounts, prices and the licence ...')
    await script(start, 'dist/client-area/make-demo.js', "Making the client area's demo data failed")
    await vendor(start, ['prices', 'import', 'catalogue/addons'])
  })
}

/** Ada, Ben and Cleo, and the add-ons installed at the first start. */
export const panelDemo = (start, tell) =>
  unlessDone(start, 'panel', panelFrom(), async () => {
    tell('Making operators and installing the first add-on ...')
    await script(start, 'setup/panel-demo.mjs', "Making the panel's demo data failed")
  })

export const hasPanelDemo = start => start.production || isDone(start, 'panel', panelFrom())

const panelFrom = () => [process.env.DATABASE_URL ?? '']

// Demo data is made for one data folder once; what it was made from is kept, so that the next start only compares.
const unlessDone = async (start, name, from, work) => {
  if (start.production || isDone(start, name, from)) return
  await work()
  mkdirSync(dirname(markOf(start, name)), { recursive: true, mode: 0o700 })
  writeFileSync(markOf(start, name), digest(from))
}

const isDone = (start, name, from) => {
  const mark = markOf(start, name)
  if (!existsSync(mark) || readFileSync(mark, 'utf8') !== digest(from)) return false
  return madeBy(start)[name].every(path => existsSync(path))
}

// Whoever deletes one program's folder gets its demo data anew.
const madeBy = start => ({
  catalogue: [join(catalogueDir(start), 'root.json')],
  'client-area': [join(start.dataDir, 'client-area'), join(start.dataDir, 'demo.env')],
  panel: [join(start.dataDir, 'panel')],
})

const markOf = ({ dataDir }, name) => join(dataDir, 'demo', name)

const digest = parts => createHash('sha256').update(JSON.stringify(parts)).digest('hex')

const contentOf = folder => {
  const hash = createHash('sha256')
  const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
  const files = entries.filter(entry => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name))
  for (const file of files.toSorted()) hash.update(file).update(readFileSync(file))
  return hash.digest('hex')
}

const catalogueDir = ({ dataDir }) => process.env.CATALOGUE_DIR || join(dataDir, 'catalogue')

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
