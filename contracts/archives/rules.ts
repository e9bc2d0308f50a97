/** The archive is not taken, nothing of it; the message says why, for the person who wanted it. */
export class ArchiveRefused extends Error {}

export const refuse = (reason: string): never => {
  throw new ArchiveRefused(reason)
}

/** What one archive may hold at most, and how long unpacking may take. `list` are the bytes of its `release.json`. */
export const limits = {
  entries: 2_000,
  bytes: 50_000_000,
  depth: 10,
  nameBytes: 255,
  milliseconds: 30_000,
  list: 4_000_000,
}

/** What headers, padding and end may take beside the files. */
export const frames = limits.entries * 2 * 1024 + 10_240

/** The most bytes an archive has as it is sent: compressing never adds more than the frames leave. */
export const largestArchive = limits.bytes + frames

// Invisible characters: HFS+ drops some of them, so that two names become one. Lone surrogates have no UTF-8.
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/u
// Windows reads `\` and `:` as structure and drops dots and blanks at an end.
const notOnWindows = /[\\:*?"<>|]/
// These are devices there, in any folder and with any ending: writing to the file `con.js` would write to the screen.
const device = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]) *(\.|$)/i

/** Why a path may not stand in an archive, or undefined if it may. */
export const whyUnsafe = (path: string) => {
  const segments = path.split('/')
  if (path === '') return 'a name is empty'
  if (invisible.test(path)) return `the name ${JSON.stringify(path)} has control or invisible characters`
  if (path.startsWith('/')) return `${path} is an absolute path`
  if (notOnWindows.test(path)) return `the name ${path} has one of \\ : * ? " < > |`
  if (segments.some(s => s === '' || s === '.' || s === '..')) return `${path} is not a plain path`
  if (segments.some(s => /[. ]$/.test(s))) return `a part of ${path} ends in a dot or a blank`
  if (segments.some(s => device.test(s))) return `a part of ${path} is the name of a device on Windows`
  if (segments.length > limits.depth) return `${path} is deeper than ${limits.depth} folders`
  if (Buffer.byteLength(path) > limits.nameBytes) return `${path} is longer than ${limits.nameBytes} bytes`
  return undefined
}

/** Every folder above a path, outermost first. */
const foldersAbove = (path: string) => {
  const segments = path.split('/')
  return segments.slice(1).map((_, i) => segments.slice(0, i + 1).join('/'))
}

/** Every directory that files and directories make up together. */
export const foldersIn = (files: readonly string[], directories: readonly string[]) =>
  new Set([...directories, ...[...files, ...directories].flatMap(foldersAbove)])

// characters that some disks, and every reader, pass over
const passedOver = /\p{Default_Ignorable_Code_Point}/gu
const folded = (path: string) =>
  path.replace(passedOver, '').normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC')

/**
 * Checks files and directories as one tree and answers with every directory in it. Refuses unsafe names, names used
 * twice, and names that are one on a disk that ignores case or normalises Unicode.
 */
export const treeOf = (files: readonly string[], directories: readonly string[]) => {
  const paths = [...files, ...directories]
  if (paths.length > limits.entries) refuse(`it has more than ${limits.entries} entries`)
  for (const path of paths) {
    const why = whyUnsafe(path)
    if (why) refuse(why)
  }
  if (new Set(paths).size < paths.length) refuse('a name is listed twice')
  const tree = foldersIn(files, directories)
  if (files.length + tree.size > limits.entries) refuse(`it has more than ${limits.entries} entries`)
  refuseCollisions(files, tree)
  return tree
}

const refuseCollisions = (files: readonly string[], tree: Set<string>) => {
  const spelled = new Map<string, string>()
  for (const path of [...tree, ...files]) {
    if (spelled.has(folded(path)))
      refuse(`${spelled.get(folded(path))} and ${path} are one name on some disks`)
    spelled.set(folded(path), path)
  }
}
