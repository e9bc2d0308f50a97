import type { LogLine } from '../../marketplace/code.ts'

const most = 200

/** The last lines of one add-on. */
export const logbook = () => {
  let lines: LogLine[] = []
  return {
    lines: () => lines,
    write(line: LogLine) {
      lines = [...lines.slice(1 - most), line]
    },
  }
}
