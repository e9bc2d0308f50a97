import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { root } from './root.ts'

const port = z.coerce.number().int().min(0).max(65_535)
const address = z.url({ protocol: /^https?$/ }).transform(text => new URL(text))
const networks = ['loopback', 'linklocal', 'uniquelocal']
const areProxies = (text: string) =>
  /^\d+$/.test(text) ||
  text.split(',').every(one => networks.includes(one.trim()) || isIP(one.trim().split('/')[0] ?? '') > 0)
const flag = z.string().transform(text => ['1', 'true', 'yes', 'on'].includes(text.toLowerCase()))

/** Every environment variable of the panel: its type, its default, one line of meaning. */
export const variables = {
  NODE_ENV: z
    .enum(['development', 'test', 'production'])
    .default('development')
    .describe('`production` makes the needed settings needed'),
  HOST: z.string().default('127.0.0.1').describe('address the panel listens on'),
  PORT: port.default(3000).describe('port the panel listens on'),
  PUBLIC_URL: address
    .optional()
    .describe('address operators type, with a path if there is one; default: `http://127.0.0.1:PORT`'),
  DATA_DIR: z.string().default('data').describe('folder of everything kept; the panel uses `panel/` in it'),
  DATABASE_URL: z
    .string()
    .regex(/^(sqlite:|postgres(ql)?:\/\/)/)
    .optional()
    .describe('`sqlite:FILE` or `postgres://...`; default: a SQLite file in the data folder'),
  SECRET_KEY: z
    .string()
    .min(16)
    .optional()
    .describe(
      'seals secrets in the database and signs cookies; default outside production: made once, kept in the data folder',
    ),
  LICENCE_KEY: z.string().min(8).optional().describe("this help desk's licence key"),
  HELP_DESK_VERSION: z
    .string()
    .regex(/^\d+\.\d+\.\d+$/)
    .default('5.0.0')
    .describe('version of the help desk, which releases must support'),
  CLIENT_AREA_URL: address.default(new URL('http://127.0.0.1:3001')).describe("the vendor's client area"),
  CLIENT_ID: z.string().min(1).optional().describe('OAuth client of this licence'),
  CLIENT_SECRET: z.string().min(1).optional().describe('its secret'),
  WEBHOOK_SECRET: z.string().min(1).optional().describe('checks signed events; optional'),
  CATALOGUE_URL: address.default(new URL('http://127.0.0.1:3002')).describe('the signed catalogue'),
  CATALOGUE_ROOT: z.string().optional().describe('file with the first trusted root of the catalogue'),
  TRUST_PROXY: z
    .string()
    .refine(areProxies, { error: 'say how many proxies stand in front, or their addresses' })
    .optional()
    .describe('proxies to believe, as Express takes them: a number, or addresses'),
  OFFLINE: flag.default(false).describe('never call the catalogue or the client area'),
  SAFE_MODE: flag.default(false).describe('start without running add-on code'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('how much is logged'),
}

/** What a help desk in production can't do without. */
export const needed = [
  'SECRET_KEY',
  'LICENCE_KEY',
  'CLIENT_ID',
  'CLIENT_SECRET',
  'CATALOGUE_ROOT',
  'PUBLIC_URL',
] as const

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
