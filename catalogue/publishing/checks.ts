import semver from 'semver'
import type { z } from 'zod'
import { ArchiveRefused, type PackedRelease, packArchive } from '../../contracts/archives.ts'
import { readMessages } from '../../contracts/language-packs.ts'
import { type Manifest, manifest } from '../../contracts/manifest.ts'
import { type Picture, pictureIn } from '../../contracts/pictures.ts'
import { checkSettings } from './settings-schema.ts'
import type { Source, SourceFile, SourceFiles } from './sources.ts'

export interface CheckedPicture extends Picture {
  bytes: Buffer
}

/** A release that may be published. */
export interface CheckedSource {
  manifest: Manifest
  description: string
  notes: string
  icon: CheckedPicture
  screenshots: CheckedPicture[]
  /** what the kind of add-on begins with: a language's messages, or code */
  main: Buffer
  packed: PackedRelease
}

export type Checked = { kind: 'fine'; source: CheckedSource } | { kind: 'wrong'; problems: string[] }

const limits = { icon: 65_536, screenshot: 2_097_152, screenshots: 8, readme: 32_768, notes: 8_192 }

/** Checks one source as far as it can be without knowing the panel's messages: each problem names add-on, version, field. */
export const checkSource = async ({ label, promised, read }: Source): Promise<Checked> => {
  const source = await read()
  const found = readManifest(source.files.get('manifest.json'))
  if (found.kind === 'wrong') return { kind: 'wrong', problems: found.problems.map(p => `${label}: ${p}`) }
  const m = found.manifest
  const packing = pack(source)
  const problems = [
    ...checkPromise(m, promised),
    ...checkManifest(m),
    ...checkTexts(source),
    ...checkPictures(source),
    ...checkFiles(m, source),
    ...packing.problems,
  ]
  if (problems.length > 0 || !packing.packed)
    return { kind: 'wrong', problems: problems.map(p => `${titleOf(m, label, promised)}: ${p}`) }
  return { kind: 'fine', source: contentOf(m, source, packing.packed) }
}

// When folder and manifest disagree, the folder is what a person finds.
const titleOf = (m: Manifest, label: string, promised: Source['promised']) =>
  promised.slug === undefined ? `${m.slug} ${m.version}` : label

/** Checks a language's messages against English. */
export const checkLanguage = (
  { manifest: m, main }: CheckedSource,
  english: Record<string, string>,
): { problems: string[]; warnings: string[] } => {
  if (m.kind !== 'language') return { problems: [], warnings: [] }
  const { problems, warnings, missing } = readMessages(main, english)
  const lines = (words: string[]) => words.map(w => `${m.slug} ${m.version}: files/messages.json: ${w}`)
  const gaps = missing > problems.length ? [`${missing - problems.length} messages are not translated`] : []
  return { problems: lines(problems), warnings: lines([...shortened(warnings), ...gaps]) }
}

const shortened = (lines: string[]) =>
  lines.length > 5 ? [...lines.slice(0, 5), `and ${lines.length - 5} more keys like that`] : lines

type ReadManifest = { kind: 'read'; manifest: Manifest } | { kind: 'wrong'; problems: string[] }

const readManifest = (file: SourceFile | undefined): ReadManifest => {
  if (!file) return { kind: 'wrong', problems: ['manifest.json: is missing'] }
  const json = readJson(file.bytes)
  if (json.kind === 'broken') return { kind: 'wrong', problems: [`manifest.json: is not JSON: ${json.why}`] }
  const result = manifest.safeParse(json.value)
  if (result.success) return { kind: 'read', manifest: result.data }
  return { kind: 'wrong', problems: result.error.issues.map(inWords) }
}

const readJson = (bytes: Buffer): { kind: 'value'; value: unknown } | { kind: 'broken'; why: string } => {
  try {
    return { kind: 'value', value: JSON.parse(bytes.toString('utf8')) }
  } catch (error) {
    return { kind: 'broken', why: error instanceof Error ? error.message : String(error) }
  }
}

const inWords = ({ path, message }: z.core.$ZodIssue) =>
  `manifest.json: ${path.length > 0 ? `${path.join('.')}: ` : ''}${message}`

const checkPromise = (m: Manifest, promised: Source['promised']) =>
  (['slug', 'version'] as const)
    .filter(name => promised[name] !== undefined && promised[name] !== m[name])
    .map(name => `manifest.json: ${name}: is ${m[name]}, but its folder is called ${promised[name]}`)

const currencies = new Set(Intl.supportedValuesOf('currency'))

const checkManifest = (m: Manifest) => {
  const unknown = m.prices.find(price => !currencies.has(price.currency))
  return [
    ...(semver.validRange(m.supports) === null
      ? [`manifest.json: supports: "${m.supports}" is no range`]
      : []),
    ...(unknown ? [`manifest.json: prices: ${unknown.currency} is no currency of ISO 4217`] : []),
    ...(m.settings ? checkSettings(m.settings).map(p => `manifest.json: settings: ${p}`) : []),
  ]
}

const checkTexts = ({ files }: SourceFiles) =>
  [
    ['README.md', limits.readme],
    ['CHANGES.md', limits.notes],
  ].flatMap(([name, most]) => {
    const file = files.get(String(name))
    if (!file) return [`${name}: is missing`]
    const text = utf8(file.bytes)
    if (text === undefined) return [`${name}: is not UTF-8`]
    return text.length > Number(most) ? [`${name}: is longer than ${most} characters`] : []
  })

const utf8 = (bytes: Buffer) => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

const screenshotsOf = ({ files }: SourceFiles) =>
  [...files].filter(([name]) => name.startsWith('screenshots/')).toSorted(([a], [b]) => (a < b ? -1 : 1))

const checkPictures = (source: SourceFiles) => {
  const shots = screenshotsOf(source)
  return [
    ...checkIcon(source.files.get('icon.png')),
    ...(shots.length > limits.screenshots ? [`screenshots: are more than ${limits.screenshots}`] : []),
    ...shots.flatMap(([name, file]) => checkScreenshot(name, file)),
  ]
}

const checkIcon = (file: SourceFile | undefined) => {
  if (!file) return ['icon.png: is missing']
  const picture = pictureIn(file.bytes)
  if (picture?.type !== 'image/png') return ['icon.png: is not a PNG']
  if (picture.width !== 128 || picture.height !== 128)
    return [`icon.png: is ${picture.width} by ${picture.height} pixels, not 128 by 128`]
  return file.bytes.length > limits.icon ? [`icon.png: is larger than ${limits.icon / 1024} KB`] : []
}

const checkScreenshot = (name: string, { bytes }: SourceFile) => {
  const picture = pictureIn(bytes)
  if (!picture) return [`${name}: is not a PNG, WebP or JPEG`]
  if (picture.width > 8000 || picture.height > 8000) return [`${name}: is larger than 8000 pixels`]
  return bytes.length > limits.screenshot ? [`${name}: is larger than 2 MB`] : []
}

const parts = /^(manifest\.json|icon\.png|README\.md|CHANGES\.md|screenshots\/[^/]+|files\/.+)$/

const mainOf = ({ kind }: Manifest) => (kind === 'language' ? 'files/messages.json' : 'files/main.js')

const checkFiles = (m: Manifest, source: SourceFiles) => {
  const main = mainOf(m)
  const stray = [...source.files.keys()].filter(name => !parts.test(name))
  return [
    ...stray.map(name => `${name}: does not belong in a source`),
    ...(source.files.has(main) ? [] : [`${main}: is missing`]),
  ]
}

const pack = (source: SourceFiles): { packed?: PackedRelease; problems: string[] } => {
  try {
    return { packed: packArchive(packedFiles(source), packedDirectories(source)), problems: [] }
  } catch (error) {
    if (error instanceof ArchiveRefused) return { problems: [`files: ${error.message}`] }
    throw error
  }
}

const packedFiles = ({ files }: SourceFiles) =>
  [...files]
    .filter(([name]) => name.startsWith('files/'))
    .map(([name, { bytes, mode }]) => ({ path: name.slice('files/'.length), bytes, mode }))

const packedDirectories = ({ directories }: SourceFiles) =>
  directories.filter(name => name.startsWith('files/')).map(name => name.slice('files/'.length))

const contentOf = (m: Manifest, source: SourceFiles, packed: PackedRelease): CheckedSource => ({
  manifest: m,
  description: text(source, 'README.md'),
  notes: notesOf(text(source, 'CHANGES.md'), m.version),
  icon: picture(source.files.get('icon.png')),
  screenshots: screenshotsOf(source).map(([, file]) => picture(file)),
  main: source.files.get(mainOf(m))?.bytes ?? Buffer.alloc(0),
  packed,
})

const text = ({ files }: SourceFiles, name: string) => files.get(name)?.bytes.toString('utf8') ?? ''

const picture = (file: SourceFile | undefined): CheckedPicture => {
  const found = file && pictureIn(file.bytes)
  if (!found) throw new Error('a picture was not checked')
  return { ...found, bytes: file.bytes }
}

/** A change log with a heading for each version: only this version's part. */
const notesOf = (changes: string, version: string) => {
  const own = changes.split(/^(?=#{1,3} )/m).find(section => isHeaded(section, version))
  return (own ? own.replace(/^#.*\n?/, '') : changes).trim()
}

const isHeaded = (section: string, version: string) =>
  /^#+ .*/
    .exec(section)?.[0]
    .split(/[\s()[\],:]+/)
    .some(word => word === version || word === `v${version}`)
