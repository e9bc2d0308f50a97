/** Things to do, each at its own time; those of one moment in the order in which they were put in. */
export const agendaOf = <T extends { at: string }>() => {
  const entries: T[] = []
  let done = 0
  const placeFor = (at: string) => {
    let [low, high] = [done, entries.length]
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      if ((entries[middle]?.at ?? '') <= at) low = middle + 1
      else high = middle
    }
    return low
  }
  return {
    put: (entry: T) => void entries.splice(placeFor(entry.at), 0, entry),
    next: (): T | undefined => entries[done++],
  }
}
