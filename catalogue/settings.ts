import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { loadEnvFile } from 'node:process'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

/** Every environment variable of the catalogue: its type, its default, one line of meaning. */
export const variables = {
  CATALOGUE_HOST: z.string().default('127.0.0.1').describe('address the catalogue listens on'),
  CATALOGUE_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(3002)
    .describe('port the catalogue listens on'),
  CATALOGUE_DIR: z
    .string()
    .optional()
    .describe('folder of the published catalogue; default: `catalogue/` in the data folder'),
  CATALOGUE_LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('how much is logged'),
  DATA_DIR: z
    .string()
    .default('data')
    .describe('folder of everything kept; private keys are in `keys/` in it'),
  SOUK_DEMO: z
    .string()
    .optional()
    .describe('`1` makes the catalogue sign itself, at start and every six hours'),
}

/** A setting is wrong; the message is one sentence for the person at the terminal. */
export class WrongSetting extends Error {}

/** Reads the catalogue's settings. */
export const readSettings = (env: Record<string, string | undefined>) => {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const read = z.object(variables).safeParse(given)
  if (!read.success) {
    const [issue] = read.error.issues
    throw new WrongSetting(`${issue?.path.join('.')} is not usable: ${issue?.message}.`)
  }
  const v = read.data
  const dataDir = resolve(root, v.DATA_DIR)
  return {
    host: v.CATALOGUE_HOST,
    port: v.CATALOGUE_PORT,
    dir: v.CATALOGUE_DIR === undefined ? join(dataDir, 'catalogue') : resolve(root, v.CATALOGUE_DIR),
    keys: join(dataDir, 'keys'),
    dataDir,
    logLevel: v.CATALOGUE_LOG_LEVEL,
    demo: v.SOUK_DEMO === '1',
  }
}

/** The environment, with `.env` behind it. */
export const environment = () => {
  if (existsSync(join(root, '.env'))) loadEnvFile(join(root, '.env'))
  return { ...process.env }
}

// The same source runs from the checkout and from dist/, so the project folder is looked for, not counted.
const upTo = (folder: string): string =>
  existsSync(join(folder, 'package.json')) || dirname(folder) === folder ? folder : upTo(dirname(folder))
const root = upTo(dirname(fileURLToPath(import.meta.url)))
