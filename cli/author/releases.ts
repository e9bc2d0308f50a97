import { resolve } from 'node:path'
import {
  checkLanguage,
  checkSource,
  type CheckedSource,
  findSources,
  type Source,
} from '../../catalogue/publish.ts'
import { englishMessages } from '../../config/messages.ts'
import { inboxEventNames } from '../../contracts/inbox.ts'
import type { Manifest } from '../../contracts/manifest.ts'
import { limits } from '../../contracts/runner.ts'
import { cronIn } from '../../marketplace/code/cron.ts'
import { runsCode } from '../../marketplace/code/rights.ts'
import type { PlacedRelease } from '../../marketplace/installations.ts'
import { Failed } from '../command.ts'

/** A release that passes all that can be said of it without running it. */
export interface Release {
  manifest: Manifest
  placed: PlacedRelease
  /** the bytes of one file below `files/` */
  read: (path: string) => Buffer | undefined
  warnings: string[]
}

export type ReadRelease = { kind: 'fine'; release: Release } | { kind: 'wrong'; problems: string[] }

/** The releases in a folder or an archive, as `souk-vendor publish` finds them. Throws Failed. */
export const sourcesIn = async (path: string): Promise<Source[]> => {
  try {
    return await findSources([resolve(path)])
  } catch (error) {
    throw new Failed(error instanceof Error ? error.message : String(error), { cause: error })
  }
}

/** The only release in there. Throws Failed. */
export const sourceIn = async (path: string): Promise<Source> => {
  const [source, ...more] = await sourcesIn(path)
  if (source && more.length === 0) return source
  throw new Failed(`${path} holds ${more.length + 1} releases: name the folder of one, as ${path}/1.0.0.`)
}

/** Checks a release as publishing does, and then what help desks will want of it. */
export const readRelease = async (source: Source): Promise<ReadRelease> => {
  const checked = await checkSource(source)
  if (checked.kind === 'wrong') return checked
  const { manifest: m } = checked.source
  const language = checkLanguage(checked.source, englishMessages())
  const problems = [...language.problems, ...moreOf(checked.source).map(p => `${m.slug} ${m.version}: ${p}`)]
  if (problems.length > 0) return { kind: 'wrong', problems }
  const { files } = await source.read()
  const { archive: _, ...list } = checked.source.packed
  const placed = { addon: m.slug, version: m.version, release: { ...list, manifest: { ...plain(m) } } }
  const read = (path: string) => files.get(`files/${path}`)?.bytes
  return { kind: 'fine', release: { manifest: m, placed, read, warnings: language.warnings } }
}

const plain = (m: Manifest): PlacedRelease['release']['manifest'] => JSON.parse(JSON.stringify(m))

const events: readonly string[] = inboxEventNames

const moreOf = ({ manifest: m, packed }: CheckedSource) => {
  const { schedule = null, events: heard = [] } = m.permissions ?? {}
  const isCode = ({ path }: { path: string }) => /\.(m?js|json)$/.test(path)
  const size = packed.files.filter(isCode).reduce((all, { length }) => all + length, 0)
  const unknown = heard.filter(name => !events.includes(name))
  return [
    ...(schedule !== null && !cronIn(schedule)
      ? [
          `manifest.json: permissions.schedule: "${schedule}" is no schedule: write minute, hour, day, month and weekday, as "0 6 * * *"`,
        ]
      : []),
    ...unknown.map(
      name =>
        `manifest.json: permissions.events: there is no event "${name}": there are ${events.join(', ')}`,
    ),
    ...(runsCode(m) && size > limits.code
      ? [`files: the code is larger than ${limits.code / 1024} KB: leave out what it does not need`]
      : []),
  ]
}
