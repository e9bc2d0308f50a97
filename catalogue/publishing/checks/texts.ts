import type { SourceFiles } from '../sources.ts'

const limits = { readme: 32_768, notes: 8_192 }

/** Description and notes have to be there, and short enough to be in the list. */
export const checkTexts = ({ files }: SourceFiles) =>
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

/** A change log with a heading for each version: only this version's part. */
export const notesOf = (changes: string, version: string) => {
  const own = changes.split(/^(?=#{1,3} )/m).find(section => isHeaded(section, version))
  return (own ? own.replace(/^#.*\n?/, '') : changes).trim()
}

const isHeaded = (section: string, version: string) =>
  /^#+ .*/
    .exec(section)?.[0]
    .split(/[\s()[\],:]+/)
    .some(word => word === version || word === `v${version}`)
