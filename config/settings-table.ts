import { isIP } from 'node:net'
import { z } from 'zod'

const port = z.coerce.number().int().min(0).max(65_535)
const address = z.url({ protocol: /^https?$/ }).transform(text => new URL(text))
const networks = ['loopback', 'linklocal', 'uniquelocal']
const areProxies = (text: string) =>
  /^\d+$/.test(text) ||
  text.split(',').every(one => networks.includes(one.trim()) || isIP(one.trim().split('/')[0] ?? '') > 0)
const areWebhookSecrets = (text: string) =>
  text
    .trim()
    .split(/\s+/)
    .every(secret => /^(whsec_)?([A-Za-z0-9+/]{4})+([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(secret))
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
  WEBHOOK_SECRET: z
    .string()
    .refine(areWebhookSecrets, { error: 'say the secrets as they came, with spaces between several' })
    .optional()
    .describe(
      'checks signed events; optional; while one takes the place of another, both, with a space between',
    ),
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
