import { createReadStream, type Dirent } from 'node:fs'
import { lstat, readdir, readFile } from 'node:fs/promises'
import { basename, dirname, join, relative, sep } from 'node:path'
import { ArchiveRefused, readAuthorsArchive } from '../../contracts/archives.ts'
import { refuse } from './refused.ts'

export interface SourceFile {
  bytes: Buffer
  mode: '644' | '755'
}

/** One release as its author wrote it: a folder with `manifest.json`, or an archive of such a folder. */
export interface SourceFiles {
  files: Map<string, SourceFile>
  directories: string[]
}

export interface Source {
  /** how a problem names it before its manifest is read */
  label: string
  /** the slug and version that its folders promise */
  promised: { slug?: string; version?: string }
  read: () => Promise<SourceFiles>
}

/** Finds the releases under each path: `<slug>/<version>/`, one add-on's folder, one release's folder, or an archive. */
export const findSources = async (paths: readonly string[]): Promise<Source[]> => {
  const found = await Promise.all(paths.map(findUnder))
  return found.flat()
}

const findUnder = async (path: string): Promise<Source[]> => {
  const stat = await lstat(path).catch(() => refuse(`There is no ${path}.`))
  if (stat.isFile()) return [archive(path)]
  if (!stat.isDirectory()) return refuse(`${path} is neither a folder nor an archive.`)
  if (await has(path, 'manifest.json')) return [folder(path, {})]
  const children = await foldersIn(path)
  const releases = await Promise.all(children.map(async child => has(join(path, child), 'manifest.json')))
  const found = releases.includes(true)
    ? children.map(version => folder(join(path, version), { version }))
    : (await Promise.all(children.map(async slug => versionsOf(path, slug)))).flat()
  return found.length > 0 ? found : refuse(`${path} has no folder <add-on>/<version> with a manifest.json.`)
}

const versionsOf = async (path: string, slug: string) =>
  (await foldersIn(join(path, slug))).map(version => folder(join(path, slug, version), { slug, version }))

const has = async (path: string, name: string) => (await readdir(path)).includes(name)

const foldersIn = async (path: string) =>
  (await readdir(path, { withFileTypes: true }))
    .filter(entry => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(entry => entry.name)
    .toSorted()

const folder = (path: string, promised: Source['promised']): Source => ({
  label: promised.slug
    ? `${promised.slug} ${promised.version}`
    : join(basename(dirname(path)), basename(path)),
  promised,
  read: () => readFolder(path),
})

const readFolder = async (path: string): Promise<SourceFiles> => {
  const entries = await readdir(path, { withFileTypes: true, recursive: true })
  const parents = new Set(entries.map(entry => entry.parentPath))
  const nameOf = (file: string) => relative(path, file).split(sep).join('/')
  const fileOf = (entry: Dirent) => join(entry.parentPath, entry.name)
  const odd = entries.find(entry => !entry.isDirectory() && !entry.isFile())
  if (odd) refuse(`${fileOf(odd)} is neither a file nor a folder.`)
  const files = entries.filter(entry => entry.isFile()).map(fileOf)
  const folders = entries.filter(entry => entry.isDirectory()).map(fileOf)
  return {
    files: new Map(await Promise.all(files.map(async file => [nameOf(file), await readOne(file)] as const))),
    directories: folders.filter(one => !parents.has(one)).map(nameOf),
  }
}

const readOne = async (file: string): Promise<SourceFile> => {
  const { size, mode } = await lstat(file)
  if (size > 50_000_000) refuse(`${file} is larger than 50 MB.`)
  return { bytes: await readFile(file), mode: (mode & 0o100) > 0 ? '755' : '644' }
}

const archive = (path: string): Source => ({
  label: basename(path),
  promised: {},
  read: () => readPacked(path),
})

const readPacked = async (path: string): Promise<SourceFiles> => {
  const found: SourceFiles = { files: new Map(), directories: [] }
  try {
    for await (const { path: name, type, mode, bytes } of readAuthorsArchive(createReadStream(path)))
      if (type === 'file') found.files.set(name, { bytes: Buffer.from(bytes), mode })
      else found.directories.push(name)
  } catch (error) {
    if (error instanceof ArchiveRefused)
      return refuse(`${path} is refused: ${error.message}. docs/publishing.md tells how to pack one.`)
    throw error
  }
  const parents = new Set([...found.files.keys(), ...found.directories].map(name => dirname(name)))
  return { ...found, directories: found.directories.filter(name => !parents.has(name)) }
}
