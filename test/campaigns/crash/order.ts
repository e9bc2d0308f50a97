/**
 * Files whose bytes were not on the platter when their folder got its name, from the trace of a run: a power cut just after
 * that would leave the name with nothing, or with something else, behind it. Paths stand behind each descriptor (`-y`).
 */
export const renamedUnsynced = (trace: string, folder: string): string[] => {
  const dirty = new Set<string>()
  const found: string[] = []
  for (const line of trace.split('\n')) {
    const written = /\bp?write(?:64)?\(\d+<([^>]+)>/.exec(line)?.[1]
    const synced = /\bf(?:data)?sync\(\d+<([^>]+)>/.exec(line)?.[1]
    const [, from, to] = /\brename\("([^"]*)", "([^"]*)"\)/.exec(line) ?? []
    // databases have their own order
    if (written?.startsWith(folder) && !/\.db(-wal|-shm|-journal)?$/.test(written)) dirty.add(written)
    if (synced) dirty.delete(synced)
    if (from !== undefined && to !== undefined && !to.includes('/trash/'))
      found.push(...[...dirty].filter(path => path === from || path.startsWith(`${from}/`)))
  }
  return found
}

/** Folders that got a new name in them and were not synced afterwards. */
export const foldersUnsynced = (trace: string, folder: string): string[] => {
  const open = new Set<string>()
  for (const line of trace.split('\n')) {
    const to = /\brename\("[^"]*", "([^"]*)"\)\s+= 0/.exec(line)?.[1]
    const synced = /\bfsync\(\d+<([^>]+)>/.exec(line)?.[1]
    if (to?.startsWith(folder) && !to.includes('/trash/')) open.add(to.slice(0, to.lastIndexOf('/')))
    if (synced) open.delete(synced)
  }
  return [...open]
}
