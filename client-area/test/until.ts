/** Waits until the claim is true; a few seconds at most. */
export const until = async (claim: () => Promise<boolean>) => {
  const deadline = Date.now() + 5_000
  while (!(await claim())) {
    if (Date.now() > deadline) throw new Error('It did not happen in time.')
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}
