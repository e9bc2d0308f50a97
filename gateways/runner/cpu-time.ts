import { readFileSync } from 'node:fs'

// what the kernel counts for programs, whatever it counts in itself
const ticksPerSecond = 100

/** How long a process has used the processor, in ms; undefined where the system does not tell. */
export const cpuTimeOf = (pid: number | undefined): number | undefined => {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // its name may have anything in it; after that the 12th and 13th are user and system time
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return ((Number(fields[11]) + Number(fields[12])) * 1000) / ticksPerSecond
  } catch {
    return undefined
  }
}
