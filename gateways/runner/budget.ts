/** CPU time that one add-on may use in a minute, in ms. Migrations are not held to it. */
const most = 10_000

/** What one add-on has used of the processor: in all, and in this minute. */
export const cpuBudget = (now: () => number) => {
  let all = 0
  let minute = { since: now(), used: 0 }
  const fresh = () => {
    if (now() - minute.since >= 60_000) minute = { since: now(), used: 0 }
    return minute
  }
  return {
    use(ms: number, counts = true) {
      all += ms
      if (counts) fresh().used += ms
    },
    all: () => all,
    isSpent: () => fresh().used >= most,
  }
}
