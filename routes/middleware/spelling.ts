/**
 * The plain address behind an odd spelling of it: encoded letters (once or several times), capitals, backslashes, extra
 * slashes, `;parameters` and dot segments are undone. Only permissions are read from it; nothing is ever looked up by it.
 */
export const plainPath = (path: string): string => {
  const segments: string[] = []
  for (const segment of decoded(path).toLowerCase().split(/[/\\]/)) {
    const name = segment.replace(/;.*$/, '').trim()
    if (name === '..') segments.pop()
    else if (name !== '' && name !== '.') segments.push(name)
  }
  return `/${segments.join('/')}`
}

// Never fails: what is no character of an address stays as it is.
const decoded = (path: string, rounds = 3): string => {
  const next = path.replace(/%([2-7][0-9a-f])/gi, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  )
  return next === path || rounds === 1 ? next : decoded(next, rounds - 1)
}
