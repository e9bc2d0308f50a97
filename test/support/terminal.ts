/** What begins a terminal's commands. */
export const escape = '\u001b'
const silent = '\u0000\u000e\u000f\u0007'
const sequence = new RegExp(
  `${escape}\\[([\\d;]*)([A-Za-z])|${escape}[()#][A-Z0-9]|${escape}[=>78M]|[${silent}]`,
  'y',
)

/** What a terminal shows after a program has written this to it; as much of a VT100 as a text browser needs. */
export const screenAfter = (written: string) => {
  const rows: string[][] = []
  let row = 0
  let column = 0
  const cells = () => (rows[row] ??= [])
  const moves: Record<string, (first: number, second: number) => void> = {
    H: (first, second) => ([row, column] = [first - 1, second - 1]),
    A: by => (row = Math.max(0, row - by)),
    B: by => (row += by),
    C: by => (column += by),
    D: by => (column = Math.max(0, column - by)),
    J: () => {
      rows.length = row + 1
      cells().length = column
    },
    K: () => void (cells().length = column),
  }
  for (let at = 0; at < written.length; at++) {
    sequence.lastIndex = at
    const found = sequence.exec(written)
    if (found) {
      const [first = 1, second = 1] = (found[1] ?? '').split(';').map(number => Number(number) || 1)
      moves[found[2] ?? '']?.(first, second)
      at = sequence.lastIndex - 1
      continue
    }
    const character = written.charAt(at)
    if (character === '\r') column = 0
    else if (character === '\n') row += 1
    else if (character === '\b') column = Math.max(0, column - 1)
    else cells()[column++] = character
  }
  return Array.from(rows, line =>
    Array.from(line ?? [], cell => cell ?? ' ')
      .join('')
      .trimEnd(),
  ).join('\n')
}
