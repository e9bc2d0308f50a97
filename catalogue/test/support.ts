import { createHash, randomBytes } from 'node:crypto'
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'
import { Updater } from 'tuf-js'
import {
  type AddonEntry,
  type CatalogueFile,
  groupIndex,
  leafIndex,
  release,
  topIndex,
} from '../../contracts/catalogue.ts'
import { makeKeys, type Publishing, publish } from '../publish.ts'
import { inBatches } from '../publishing/batches.ts'
import type { Disk } from '../publishing/disk.ts'
import { startCatalogue } from '../serving.ts'

export const english = { greeting: 'Hello {name}', menu: 'Menu' }

const chunk = (type: string, body: Uint8Array) => {
  const named = Buffer.concat([Buffer.from(type), body])
  const bytes = Buffer.alloc(named.length + 8)
  bytes.writeUInt32BE(body.length, 0)
  named.copy(bytes, 4)
  bytes.writeUInt32BE(crc32(named), named.length + 4)
  return bytes
}

/** A real PNG of one colour. */
export const png = (size: number, shade = 0) => pngOf(size, 0, Buffer.alloc((size + 1) * size, shade))

/** A real PNG that no packing makes smaller: every pixel has a colour of its own. */
export const noise = (size: number) => {
  const row = () => Buffer.concat([Buffer.alloc(1), randomBytes(size * 3)])
  return pngOf(size, 2, Buffer.concat(Array.from({ length: size }, row)))
}

const pngOf = (size: number, colour: number, rows: Buffer) => {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(size, 0)
  head.writeUInt32BE(size, 4)
  head.set([8, colour], 8)
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}
const icon = png(128)

export interface Sample {
  slug: string
  version?: string
  manifest?: Record<string, unknown>
  /** other files of the source; null leaves one out that would be there */
  files?: Record<string, string | Uint8Array | null>
}

export const manifestOf = ({ slug, version = '1.0.0', manifest = {} }: Sample) => ({
  slug,
  kind: 'language',
  name: `The ${slug} language`,
  version,
  summary: `Shows the panel in ${slug}.`,
  tags: ['translation'],
  author: { id: 'souk', name: 'Souk' },
  licence: 'MIT',
  supports: '>=5.0.0 <6.0.0',
  api: 1,
  security: false,
  language: { code: 'fr', direction: 'ltr', name: slug },
  prices: [],
  ...manifest,
})

export const plugin = {
  kind: 'plugin',
  language: undefined,
  permissions: { hosts: [], events: [], publicAddress: false, pages: [], storage: 0, schedule: null },
}
export const paid = { prices: [{ currency: 'USD', cycle: 'monthly', amount: 500 }] }

/** Writes one source as an author would lay it out, under `<folder>/<slug>/<version>/`. */
export const writeSource = async (folder: string, sample: Sample) => {
  const { slug, version = '1.0.0', files = {} } = sample
  const main = sample.manifest?.['kind'] === 'plugin' ? 'files/main.js' : 'files/messages.json'
  const all: Record<string, string | Uint8Array | null> = {
    'manifest.json': JSON.stringify(manifestOf(sample)),
    'icon.png': icon,
    'README.md': `# ${slug}\n`,
    'CHANGES.md': `First release of ${slug}.\n`,
    [main]: main.endsWith('.js')
      ? 'export default {}\n'
      : JSON.stringify({ greeting: '{name}!', menu: slug }),
    ...files,
  }
  const path = join(folder, slug, version)
  for (const [name, content] of Object.entries(all)) {
    if (content === null) continue
    await mkdir(dirname(join(path, name)), { recursive: true })
    await writeFile(join(path, name), content)
  }
  return path
}

/** A vendor at work in a temporary folder: sources, keys, a catalogue, and help desks that read it. */
export const vendor = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'souk-vendor-'))
  const at = (...parts: string[]) => join(folder, ...parts)
  const workplace = { repository: at('catalogue'), keys: [at('keys')] }
  await makeKeys(at('keys'))
  return {
    at,
    workplace,
    write: (sample: Sample) => writeSource(at('sources'), sample),
    publish: (changes: Partial<Publishing> = {}) =>
      publish({
        ...workplace,
        sources: [at('sources')],
        paid: at('paid'),
        english,
        now: new Date(),
        ...changes,
      }),
    filesIn: async (name: string) => {
      const entries = await readdir(at(name), { recursive: true, withFileTypes: true })
      return entries.filter(e => e.isFile()).map(e => e.name)
    },
    helpDesk: (name = 'help-desk') => helpDesk(at('catalogue'), at(name)),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
export type Vendor = Awaited<ReturnType<typeof vendor>>

/** A client that trusts the first root, as the panel does: the real tuf-js over HTTP. */
const helpDesk = async (repository: string, folder: string) => {
  await mkdir(join(folder, 'targets'), { recursive: true })
  await copyFile(join(repository, 'root.json'), join(folder, 'root.json'))
  return {
    /** follows the chain of signatures and reads the whole list, every file checked against the one that names it */
    async refresh(): Promise<AddonEntry[]> {
      const catalogue = await startCatalogue({ dir: repository, host: '127.0.0.1', port: 0 })
      try {
        return await readList(catalogue.url, folder)
      } finally {
        await catalogue.close()
      }
    },
  }
}

const readList = async (url: string, folder: string) => {
  const updater = new Updater({
    metadataDir: folder,
    metadataBaseUrl: `${url}/metadata`,
    targetDir: join(folder, 'targets'),
    targetBaseUrl: `${url}/targets`,
    config: { fetchRetries: 0 },
  })
  await updater.refresh()
  const target = await updater.getTargetInfo('index/top.json')
  if (!target) throw new Error('there is no list')
  const file = await updater.downloadTarget(target, join(folder, 'targets', 'top.json'))
  const top = topIndex.parse(JSON.parse(await readFile(file, 'utf8')))
  const fetched = async (wanted: CatalogueFile): Promise<unknown> =>
    JSON.parse((await fetchFile(url, wanted)).toString())
  const groups = await Promise.all(top.groups.map(async g => groupIndex.parse(await fetched(g))))
  const leaves = await Promise.all(
    groups.flatMap(g => g.leaves).map(async l => leafIndex.parse(await fetched(l))),
  )
  const addons = leaves.flatMap(l => l.addons)
  if (addons.length !== top.addons) throw new Error('the list does not have as many add-ons as it says')
  return addons
}

/** A file of the catalogue, which must be what the list says. */
export const fetchFile = async (url: string, { path, length, sha256 }: CatalogueFile) => {
  const reply = await fetch(`${url}/targets/${path}`)
  const bytes = Buffer.from(await reply.arrayBuffer())
  if (reply.status !== 200 || bytes.length !== length || hash(bytes) !== sha256)
    throw new Error(`${path} is not what the list says`)
  return bytes
}

export const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
export const releaseIn = (bytes: Buffer) => release.parse(JSON.parse(bytes.toString()))

/** Every file under a folder with its SHA-256, to see what an act has changed. */
export const contentsOf = async (folder: string) => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter(e => e.isFile()).map(e => join(e.parentPath, e.name))
  const found = new Map<string, string>()
  await inBatches(
    files,
    async file => hash(await readFile(file)),
    async (sum, file) => void found.set(file, sum),
  )
  return found
}

export const sizeOf = async (files: readonly string[]) =>
  (await Promise.all(files.map(async file => (await stat(file)).size))).reduce((sum, size) => sum + size, 0)

/** Without waiting for the disk, for tests that publish thousands. */
export const quickDisk: Disk = {
  async write(file, bytes) {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, bytes)
  },
  writeOnce: (file, bytes) => quickDisk.write(file, bytes),
  settle: async () => {},
}
