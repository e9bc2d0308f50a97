/** How often one public address may be asked in a minute: by one network, and by everybody. */
const most = { network: 120, all: 3_000 }
const mostKeys = 10_000

/** Counts questions in memory. Stops one visitor from using up what an add-on may do for everybody. */
export const askedOften = (now: () => Date) => {
  let minute = 0
  let counts = new Map<string, number>()

  const count = (key: string) => {
    const counted = (counts.get(key) ?? 0) + 1
    if (counts.size < mostKeys || counts.has(key)) counts.set(key, counted)
    return counted
  }
  return (addon: string, network: string) => {
    const current = Math.floor(now().getTime() / 60_000)
    if (current !== minute) [minute, counts] = [current, new Map()]
    return count(`${addon} ${network}`) <= most.network && count(addon) <= most.all
  }
}
