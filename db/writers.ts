/**
 * Lets one writer after the other go to SQLite, which has one. Those who wait for its lock inside the driver would each
 * hold one of the few threads that the writer needs to go on, and all of them would wait in vain.
 */
export const oneAfterTheOther = () => {
  let last: Promise<unknown> = Promise.resolve()
  return <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work)
    last = turn.catch(() => undefined)
    return turn
  }
}
