import type { AddressInfo } from 'node:net'
import { createServer } from 'node:http'
import { Failed } from '../command.ts'
import { type BenchOptions, openBench } from './bench.ts'
import { changeSettings } from './bench/settings.ts'
import { answersOf } from './answers.ts'
import { serveWith } from './http.ts'
import { readRelease, sourceIn } from './releases.ts'
import { watch } from './watching.ts'

export interface WorkbenchOptions extends Pick<BenchOptions, 'allow' | 'fakeHttp'> {
  port: number
  settings?: readonly (readonly [string, string])[]
}

/** Runs the add-on in a folder on a page of its own, until it is closed. */
export const openWorkbench = async (dir: string, { port, settings = [], ...options }: WorkbenchOptions) => {
  const source = await sourceIn(dir)
  let url = ''
  let moves = 0
  let problems: readonly string[] = []
  const changed = () => void (moves += 1)
  const bench = await openBench({ ...options, changed, publicUrlOf: slug => `${url}/hooks/${slug}` })
  const slug = () => bench.desk.release()?.manifest.slug ?? ''

  const load = async () => {
    const read = await readRelease(source).catch((error: unknown) => ({
      kind: 'wrong' as const,
      problems: [error instanceof Error ? error.message : String(error)],
    }))
    problems = read.kind === 'wrong' ? read.problems : []
    if (read.kind === 'fine') await bench.take(read.release)
    changed()
  }

  const about = {
    bench,
    url: () => url,
    publicUrl: () => `${url}/hooks/${slug()}`,
    moves: () => moves,
    problems: () => problems,
    reload: () => load(),
  }
  const files = await watch(dir, load)
  const server = createServer(serveWith(() => url, answersOf(about)))
  try {
    url = await listening(server, port)
    await load()
    if (settings.length > 0) await setUp(about, settings)
    await bench.start()
  } catch (error) {
    server.close()
    await bench.close()
    throw error
  }
  files.start()
  return {
    ...about,
    url,
    async close() {
      files.stop()
      server.closeAllConnections()
      await new Promise(closed => server.close(closed))
      await bench.close()
    },
  }
}
export type Workbench = Awaited<ReturnType<typeof openWorkbench>>
export type About = Omit<Workbench, 'url' | 'close'> & { url: () => string }

const listening = (server: ReturnType<typeof createServer>, port: number) =>
  new Promise<string>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new Failed(`Port ${port} is taken: name another one with --port, or 0 for any.`)
          : error,
      ),
    )
    // this machine only: nobody else is to try what is not finished
    server.listen(port, '127.0.0.1', () => {
      const { port: taken } = server.address() as AddressInfo
      resolve(`http://127.0.0.1:${taken}`)
    })
  })

const setUp = async ({ bench, reload }: About, settings: readonly (readonly [string, string])[]) => {
  const body = Object.fromEntries(settings.map(([name, value]) => [`setting-${name}`, value]))
  const errors = await changeSettings(bench, body, { keepsOthers: true })
  if (errors.size > 0) throw new Failed([...errors.values()].join('\n'))
  await reload()
}
