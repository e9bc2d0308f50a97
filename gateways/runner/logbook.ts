import type { LogLine } from '../../marketplace/code.ts'

const most = 200

/** The last lines of one add-on; `wrote` is told of each. */
export const logbook = (wrote: (line: LogLine) => void) => {
  let lines: LogLine[] = []
  return {
    lines: () => lines,
    write(line: LogLine) {
      lines = [...lines.slice(1 - most), line]
      wrote(line)
    },
  }
}
