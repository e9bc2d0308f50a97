import type { PackedRelease } from '../../contracts/archives.ts'
import { readMessages } from '../../contracts/language-packs.ts'
import type { Manifest } from '../../contracts/manifest.ts'
import { checkFiles, mainOf, pack } from './checks/files.ts'
import { checkManifest, checkPromise, readManifest } from './checks/manifest.ts'
import { type CheckedPicture, checkPictures, pictureOf, screenshotsOf } from './checks/pictures.ts'
import { checkTexts, notesOf } from './checks/texts.ts'
import type { Source, SourceFiles } from './sources.ts'

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
    ...(await checkPictures(source)),
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

const contentOf = (m: Manifest, source: SourceFiles, packed: PackedRelease): CheckedSource => ({
  manifest: m,
  description: text(source, 'README.md'),
  notes: notesOf(text(source, 'CHANGES.md'), m.version),
  icon: pictureOf(source.files.get('icon.png')),
  screenshots: screenshotsOf(source).map(([, file]) => pictureOf(file)),
  main: source.files.get(mainOf(m))?.bytes ?? Buffer.alloc(0),
  packed,
})

const text = ({ files }: SourceFiles, name: string) => files.get(name)?.bytes.toString('utf8') ?? ''
