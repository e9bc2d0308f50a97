import { newClient } from './client.ts'
import { until } from './code-panel.ts'
import { demoPassword } from '../../db/seeds/demo.ts'
import { startNode } from './programs.ts'

export interface Place {
  dataDir: string
  databaseUrl?: string | undefined
  catalogueUrl: string
  port: number
  /** the address of the help desk, where another process listens there */
  publicUrl?: string
  /** default: the panel's own, as built */
  program?: string
  env?: Record<string, string>
}

/** A panel as a program of its own, once it listens, and how long that took. */
export const panelProcess = async (place: Place) => {
  const { dataDir, databaseUrl, catalogueUrl, port, publicUrl, program: file = 'dist/server.js', env } = place
  const begun = performance.now()
  const url = `http://127.0.0.1:${port}`
  const program = startNode([...(file.endsWith('.ts') ? ['--import', 'tsx'] : []), file], {
    NODE_ENV: 'test',
    LOG_LEVEL: 'info',
    DATA_DIR: dataDir,
    DATABASE_URL: databaseUrl,
    CATALOGUE_URL: catalogueUrl,
    LICENCE_KEY: 'TEST-LICENCE-ABCD',
    PORT: String(port),
    PUBLIC_URL: publicUrl ?? url,
    ...env,
  })
  await until(
    () =>
      fetch(`${url}/sign-in`).then(
        ({ ok }) => ok,
        () => false,
      ),
    isThere => isThere,
    120_000,
  )
  return {
    ...program,
    url,
    startMs: performance.now() - begun,
    /** somebody of the cast, signed in there */
    async as(name: string) {
      const client = newClient(url, '/profile')
      await client.get('/sign-in')
      await client.press('Sign in', { email: `${name}@example.com`, password: demoPassword })
      return client
    },
    visitor: () => newClient(url, '/sign-in'),
  }
}
export type PanelProcess = Awaited<ReturnType<typeof panelProcess>>
