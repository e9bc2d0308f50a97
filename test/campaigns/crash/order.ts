/** What a trace says of files and folders, line by line; paths stand behind each descriptor (`-yy`). */
interface Seen {
  /** bytes went into it */
  written?: string | undefined
  /** a file or folder that may be new: its name stands in its folder */
  made?: string | undefined
  synced?: string | undefined
  moved?: { from: string; to: string } | undefined
}

const seenIn = (line: string): Seen => {
  const [, from, to] = /\brename\("([^"]*)", "([^"]*)"/.exec(line) ?? []
  return {
    written: /\bp?write(?:64)?\(\d+<([^>]+)>/.exec(line)?.[1],
    made:
      /\bopenat\([^,]+, "([^"]+)", [A-Z_|]*O_CREAT/.exec(line)?.[1] ?? /\bmkdir\("([^"]+)"/.exec(line)?.[1],
    synced: /\bf(?:data)?sync\(\d+<([^>]+)>/.exec(line)?.[1],
    moved: from !== undefined && to !== undefined ? { from, to } : undefined,
  }
}

const holderOf = (path: string) => path.slice(0, path.lastIndexOf('/'))
// databases have their own order
const isDatabase = (path: string) => /\.db(-wal|-shm|-journal)?$/.test(path)
const isIn = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`)

/**
 * Files whose bytes, and folders whose names, were not on the platter when their folder got its name: a power cut just after
 * that would leave the name with nothing, or with something else, behind it.
 */
export const renamedUnsynced = (trace: string, folder: string): string[] => {
  const dirty = new Set<string>()
  const found: string[] = []
  for (const line of trace.split('\n')) {
    const { written, made, synced, moved } = seenIn(line)
    for (const path of [written, made, made && holderOf(made)])
      if (path && isIn(path, folder) && !isDatabase(path)) dirty.add(path)
    if (synced) dirty.delete(synced)
    if (moved && !moved.to.includes('/trash/'))
      found.push(...[...dirty].filter(path => isIn(path, moved.from)))
  }
  return found
}

/** Folders that got a new name in them and were not synced before the database named it, or at all. */
export const foldersUnsynced = (trace: string, folder: string): string[] => {
  const open = new Set<string>()
  const found = new Set<string>()
  for (const line of trace.split('\n')) {
    const { synced, moved } = seenIn(line)
    if (moved && isIn(moved.to, folder) && !moved.to.includes('/trash/')) open.add(holderOf(moved.to))
    if (synced) open.delete(synced)
    // a commit
    if (synced && isDatabase(synced)) for (const path of open) found.add(path)
  }
  return [...found, ...open]
}
