/** A promise that is kept from outside. */
export const promised = <T>() => {
  let keep: (value: T) => void = () => {}
  const promise = new Promise<T>(resolve => (keep = resolve))
  return { promise, keep: (value: T) => keep(value) }
}
