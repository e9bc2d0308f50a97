/** Works on some at once, since most of the time is the disk's, and takes the results in order. */
export const inBatches = async <From, To>(
  all: readonly From[],
  work: (one: From) => Promise<To>,
  take: (result: To, one: From) => Promise<void> = async () => {},
) => {
  for (let n = 0; n < all.length; n += 8) {
    const batch = all.slice(n, n + 8)
    const results = await Promise.all(batch.map(async one => [await work(one), one] as const))
    for (const [result, one] of results) await take(result, one)
  }
}
