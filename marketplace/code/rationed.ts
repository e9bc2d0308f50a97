/** So many at once and so many a minute: `take` answers with how to give a place back, or nothing. */
export const rationed = (
  { atOnce = Infinity, perMinute }: { atOnce?: number; perMinute: number },
  now: () => Date,
) => {
  let open = 0
  let minute = { at: 0, taken: 0 }
  return {
    take() {
      const at = Math.floor(now().getTime() / 60_000)
      if (minute.at !== at) minute = { at, taken: 0 }
      if (open >= atOnce || minute.taken >= perMinute) return undefined
      open += 1
      minute.taken += 1
      return () => void (open -= 1)
    },
  }
}
