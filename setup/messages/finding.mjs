/** The codes of failures that a source raises: what stands before the first comma, but for what is compared with. */
export const raisedIn = text =>
  [...text.matchAll(/\b(?:failure|fail)\(([^,{)]*)/g)].flatMap(([, first]) =>
    [...first.matchAll(/(?<!=== )'([a-z-]+)'/g)].map(([, code]) => code),
  )

/** The files that raise a code, by path. */
export const raising = ({ sources }, code) =>
  sources.filter(({ text }) => raisedIn(text).includes(code)).map(({ path }) => `\`${path}\``)

/** The statuses that stand beside a code; the pattern's groups are `status` and `code`. */
export const statusesBy = ({ sources }, pattern) => {
  const found = new Map()
  for (const { text } of sources)
    for (const { groups } of text.matchAll(pattern)) {
      const code = groups.code.replaceAll(' ', '-')
      found.set(code, (found.get(code) ?? new Set()).add(groups.status))
    }
  return code => [...(found.get(code) ?? [])].toSorted((a, b) => Number(a) - Number(b)).join(', ')
}
