import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const { resolve } = createRequire(import.meta.url)

// 20 has it as an experiment, 22.13 and later as it is
const permission = process.allowedNodeEnvironmentFlags.has('--permission')
  ? '--permission'
  : '--experimental-permission'

/** Room for the engines' memory at its fullest; 24 and later count half a gigabyte of address space that is never used. */
const dataKilobytes = 1_572_864

/**
 * The limits, a leash, a network with nobody else in it where the system grants one, and then the program in place of
 * the shell: the process id stays the same.
 */
const script = `
unset PWD
ulimit -c 0
ulimit -n 64
ulimit -d ${dataKilobytes}
(exec 3>&- >/dev/null 2>&1; read -r word <&4 || kill -9 $$) &
for alone in "unshare -n" "unshare -rn"; do
  if $alone true 2>/dev/null; then exec $alone "$@" 4<&-; fi
done
exec "$@" 4<&-`

/**
 * How the runner is started: nothing but its own files to read, no writing, no child, no worker, no native code, no
 * environment, one way in and out (3). The leash (4) is held by a shell that outlives neither: if the panel dies while
 * the runner is busy for ever, it ends the runner.
 */
export const runnerCommand = (program: string) => {
  const folder = dirname(program)
  const readable = [folder, join(folder, '../contracts'), ...packages()].map(
    one => `--allow-fs-read=${one}/*`,
  )
  const node = [
    process.execPath,
    permission,
    ...readable,
    `--allow-fs-read=${join(folder, '../../package.json')}`,
    '--disallow-code-generation-from-strings',
    '--disable-proto=delete',
    '--no-addons',
    '--no-warnings',
    '--max-old-space-size=64',
    '--max-semi-space-size=1',
    '--v8-pool-size=1',
    '--expose-gc',
    program,
  ]
  const [command = '', ...args] =
    process.platform === 'win32' ? node : ['/bin/sh', '-c', script, 'souk-runner', ...node]
  return { command, args, cwd: folder }
}

const packages = () => [
  dirname(dirname(resolve('quickjs-emscripten-core'))),
  dirname(dirname(dirname(resolve('@jitl/quickjs-wasmfile-release-sync')))),
]
