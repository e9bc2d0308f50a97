import { spawn, spawnSync } from 'node:child_process'

/** The calls of a process to its system that change a disk or reach others. */
export const calls = [
  'rename',
  'fsync',
  'fdatasync',
  'write',
  'pwrite64',
  'ftruncate',
  'unlink',
  'unlinkat',
  'rmdir',
  'mkdir',
  'connect',
] as const
export type Call = (typeof calls)[number]

/** What happens to the n-th of them. */
export interface Harm {
  call: Call
  at: number
  how: 'signal=SIGKILL' | 'error=ENOSPC' | 'error=EIO'
}

/** One sentence where this machine does not let a process be traced. */
export const whyNotTraced = () => {
  const { status, error, stderr } = spawnSync('strace', ['-e', 'trace=none', 'true'], { encoding: 'utf8' })
  if (error) return 'This campaign needs strace: install the Debian package "strace".'
  return status === 0
    ? undefined
    : `This machine lets no process be traced (ptrace), which this campaign needs: ${stderr.trim()}`
}

/** Traces a process into a file from now on, with harm done to one of its calls. */
export const trace = async (pid: number, file: string, harm?: Harm) => {
  const inject = harm ? ['-e', `inject=${harm.call}:${harm.how}:when=${harm.at}`] : []
  const args = [
    '-f',
    '-yy',
    '-s',
    '0',
    '-o',
    file,
    '-e',
    `trace=${calls.join(',')},openat`,
    ...inject,
    '-p',
    String(pid),
  ]
  const tracer = spawn('strace', args, { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  const ended = new Promise<void>(resolve => tracer.once('exit', () => resolve()))
  await new Promise<void>((resolve, reject) => {
    tracer.stderr.on('data', piece => {
      said += String(piece)
      if (/attached/.test(said)) resolve()
    })
    tracer.once('exit', () => reject(new Error(`strace ended: ${said}`)))
  })
  return {
    ended,
    stop: async () => {
      tracer.kill('SIGINT')
      // some wait for ever for what has died already
      const late = setTimeout(() => tracer.kill('SIGKILL'), 3_000)
      await ended
      clearTimeout(late)
    },
  }
}
