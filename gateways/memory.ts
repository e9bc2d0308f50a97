import { readFile } from 'node:fs/promises'

/** Bytes that a process holds, its share of what it shares included; undefined where the system does not tell. */
export const memoryOf = async (pid: number): Promise<number | undefined> => {
  const told = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '')
  const [, kilobytes] = /^Pss:\s+(\d+) kB$/m.exec(told) ?? []
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024
}
