import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeServices, type Wiring } from '../../config/services.ts'
import { readSettings } from '../../config/settings.ts'
import { openDb } from '../../db/index.ts'
import { migrations } from '../../db/migrations/index.ts'
import { demoPassword, seedDemo } from '../../db/seeds/demo.ts'
import type { Files } from '../../gateways/disk.ts'
import type { Patience } from '../../gateways/marketplace-api.ts'
import { argon2Passwords } from '../../gateways/passwords.ts'
import { createPanel } from '../../routes/index.ts'
import { type Client, newClient } from './client.ts'
import { migrated } from './migrated.ts'

export interface PanelOptions {
  /** default: a new SQLite file */
  databaseUrl?: string
  catalogueUrl?: string
  /** file with the first trusted root */
  catalogueRoot?: string
  clientArea?: { url: string; clientId: string; clientSecret: string; licenceKey: string }
  /** the panel's clock */
  now?: () => Date
  /** settings by the names of their environment variables */
  env?: Record<string, string>
  /** default: a free one; given when an address must be known beforehand */
  port?: number
  /** path that PUBLIC_URL carries */
  path?: string
  /** default true: roles and operators of the demo */
  seeded?: boolean
  /** folder of everything kept; a test that gives one removes it */
  dataDir?: string
  log?: Wiring['services']['log']
  /** the panel's file system, in place of Node's */
  files?: Files
  /** runs add-on code, as a panel does that listens; default false */
  code?: boolean
  /** how long it waits for the client area */
  patience?: Patience
}

export interface TestPanel {
  url: string
  services: Wiring['services']
  dataDir: string
  /** signed in as one of the cast (`ada`, `ben`, `cleo`), in a browser of their own */
  as: (name: string, password?: string) => Promise<Client>
  /** a browser of somebody who has not signed in */
  visitor: () => Client
  /** has add-on code run, as after a start */
  runCode: () => Promise<void>
  stop: () => Promise<void>
}

/** A real panel in this process, on a free port, with a data folder of its own. */
export const startPanel = async (options: PanelOptions = {}): Promise<TestPanel> => {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'souk-panel-'))
  const server = createServer()
  const url = `${await listening(server, options.port ?? 0)}${options.path ?? ''}`
  const settings = readSettings(environmentOf(options, dataDir, url))
  await migrated(settings.databaseUrl, openDb, migrations)
  if (options.seeded !== false) await seedCast(settings.databaseUrl)
  const { now, log, files, patience } = options
  const arranged = {
    ...(now && { now }),
    ...(log && { log }),
    ...(files && { files }),
    ...(patience && { patience }),
  }
  const { services, recover, runCode, close } = await makeServices(settings, arranged)
  await recover()
  server.on('request', createPanel(services))
  if (options.code) await runCode()

  const visitor = () => newClient(url, services.paths.signIn())
  return {
    url,
    services,
    dataDir,
    visitor,
    runCode,
    as: (name, password) =>
      signedIn(newClient(url, services.paths.profile()), services.paths.signIn(), name, password),
    async stop() {
      server.closeAllConnections()
      await new Promise(done => server.close(done))
      await close()
      if (!options.dataDir) rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

const environmentOf = (options: PanelOptions, dataDir: string, url: string) => ({
  NODE_ENV: 'test',
  LOG_LEVEL: 'silent',
  PUBLIC_URL: url,
  DATA_DIR: dataDir,
  DATABASE_URL: options.databaseUrl,
  CATALOGUE_URL: options.catalogueUrl,
  CATALOGUE_ROOT: options.catalogueRoot,
  CLIENT_AREA_URL: options.clientArea?.url,
  CLIENT_ID: options.clientArea?.clientId,
  CLIENT_SECRET: options.clientArea?.clientSecret,
  LICENCE_KEY: options.clientArea?.licenceKey,
  ...options.env,
})

const listening = (server: Server, port: number) =>
  new Promise<string>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      resolve(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : port}`)
    })
  })

let hash: Promise<string> | undefined

const seedCast = async (databaseUrl: string) => {
  const db = await openDb(databaseUrl, migrations)
  await seedDemo(db, await (hash ??= argon2Passwords().hash(demoPassword)), new Date())
  await db.close()
}

const signedIn = async (client: Client, signIn: string, name: string, password = demoPassword) => {
  await client.get(signIn)
  const email = name.includes('@') ? name : `${name}@example.com`
  await client.press('Sign in', { email, password })
  if (client.page().html.includes('name="password"')) throw new Error(`${name} could not sign in`)
  return client
}
