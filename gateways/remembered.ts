/** Asks once and remembers the answer for a while. Those who ask meanwhile share one asking; a failure is not remembered. */
export const remembered = <T>(milliseconds: number, now: () => Date, ask: () => Promise<T>) => {
  let kept: { answer: Promise<T>; at: number } | undefined
  const isFresh = (at: number) => Math.abs(now().getTime() - at) < milliseconds

  const get = (): Promise<T> => {
    if (kept && isFresh(kept.at)) return kept.answer
    const asking = { answer: ask(), at: now().getTime() }
    kept = asking
    asking.answer.catch(() => {
      if (kept === asking) kept = undefined
    })
    return asking.answer
  }

  const forget = () => {
    kept = undefined
  }

  return { get, forget }
}
