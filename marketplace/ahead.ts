const atOnce = 4

/** Reads up to four at a time, and hands them over in order. */
export async function* ahead<T, R>(items: Iterable<T>, read: (item: T) => Promise<R>) {
  const under: Promise<R>[] = []
  for (const item of items) {
    const next = read(item)
    // it is awaited in its turn; if one before it fails, nobody will, and that must not end the process
    next.catch(() => {})
    under.push(next)
    const first = under.length >= atOnce ? under.shift() : undefined
    if (first) yield await first
  }
  for (const next of under) yield await next
}
