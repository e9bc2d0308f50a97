import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { root } from './root.ts'
import { needed, variables } from './settings-table.ts'

/** A setting is missing or wrong; the message is one sentence for the person at the terminal. */
export class WrongSetting extends Error {}

/** Reads the panel's settings. Throws WrongSetting, naming the variable and what it should be. */
export const readSettings = (env: Record<string, string | undefined>) => {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const read = z.object(variables).safeParse(given)
  if (!read.success) throw new WrongSetting(firstProblem(read.error))
  const v = read.data
  const missing = needed.filter(name => given[name] === undefined)
  if (v.NODE_ENV === 'production' && missing.length > 0)
    throw new WrongSetting(`In production these settings are needed: ${missing.join(', ')}.`)
  if (v.NODE_ENV === 'production' && !keepsSecrets(v.CLIENT_AREA_URL))
    throw new WrongSetting(
      'In production CLIENT_AREA_URL must begin with https: codes and tokens pass there.',
    )

  const dataDir = resolve(root, v.DATA_DIR)
  const panelDir = join(dataDir, 'panel')
  return {
    production: v.NODE_ENV === 'production',
    development: v.NODE_ENV === 'development',
    host: v.HOST,
    port: v.PORT,
    publicUrl: v.PUBLIC_URL ?? new URL(`http://127.0.0.1:${v.PORT}`),
    dataDir: panelDir,
    databaseUrl: v.DATABASE_URL ?? `sqlite:${join(panelDir, 'souk.db')}`,
    secretKey: v.SECRET_KEY ?? keptSecret(panelDir),
    licenceKey: v.LICENCE_KEY,
    helpDeskVersion: v.HELP_DESK_VERSION,
    clientAreaUrl: v.CLIENT_AREA_URL,
    clientId: v.CLIENT_ID,
    clientSecret: v.CLIENT_SECRET,
    webhookSecret: v.WEBHOOK_SECRET,
    catalogueUrl: v.CATALOGUE_URL,
    catalogueRoot: resolve(dataDir, v.CATALOGUE_ROOT ?? 'catalogue/root.json'),
    trustProxy: v.TRUST_PROXY,
    offline: v.OFFLINE,
    safeMode: v.SAFE_MODE,
    logLevel: v.LOG_LEVEL,
    demoPasswords: env['SOUK_DEMO'] === '1',
  }
}
export type Settings = ReturnType<typeof readSettings>

const firstProblem = (error: z.ZodError) => {
  const [issue] = error.issues
  return `${issue?.path.join('.')} is not usable: ${issue?.message}.`
}

const keepsSecrets = ({ protocol, hostname }: URL) =>
  protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname)

// Outside production a key is made once, so that the demo needs no set-up and a restart keeps every sign-in.
const keptSecret = (folder: string) => {
  const file = join(folder, 'secret.key')
  if (!existsSync(file)) makeSecret(folder, file)
  const secret = readFileSync(file, 'utf8').trim()
  // what a full disk or a power cut left behind would seal everything with a key that anybody can guess
  if (secret.length < 32)
    throw new WrongSetting(
      `${file} is cut off: put the old key back, or remove the file to begin with a new one.`,
    )
  return secret
}

const makeSecret = (folder: string, file: string) => {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  writeFileSync(file, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx', flush: true })
}
