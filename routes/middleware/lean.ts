/** Styles without comments and needless blanks; what stands in quotes stays as it is. */
export const leanStyles = (text: string) =>
  text
    .replace(/("[^"\n]*")|\/\*[^]*?\*\/|\s+/g, (_, quoted?: string) => quoted ?? ' ')
    .replace(/("[^"\n]*")| *([{};,]) *|: +/g, (_, quoted?: string, mark?: string) => quoted ?? mark ?? ':')
    .replaceAll(';}', '}')
    .trim()

/** A script without the lines that only say why, and without the address of a map that we don't serve. */
export const leanScript = (text: string) =>
  text.replace(/^[ \t]*\/\/.*(\n|$)/gm, '').replace(/^[ \t]*\n/gm, '')
