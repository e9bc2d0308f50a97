import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { termsVersion } from './billing/terms.ts'
import { root } from './environment.ts'
import { needed, variables } from './settings-table.ts'

/** A setting is missing or wrong; the message is one sentence for the person at the terminal. */
export class WrongSetting extends Error {}

/** Reads the client area's settings. Throws WrongSetting, naming the variable and what it should be. */
export const readSettings = (env: Record<string, string | undefined>) => {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const read = z.object(variables).safeParse(given)
  if (!read.success) throw new WrongSetting(firstProblem(read.error))
  const v = read.data
  const production = v.NODE_ENV === 'production'
  if (production) checkProduction(given)
  checkBilling(v.BILLING, production, v.CLIENT_AREA_TEST_MODE)
  if (production && v.CLIENT_AREA_WEBHOOKS_TO_LOOPBACK)
    throw new WrongSetting(
      'CLIENT_AREA_WEBHOOKS_TO_LOOPBACK is for the demo: in production leave it out, so that no webhook can reach this machine itself.',
    )

  const dataDir = resolve(root, v.CLIENT_AREA_DATA_DIR ?? join(v.DATA_DIR, 'client-area'))
  return {
    production,
    host: v.CLIENT_AREA_HOST,
    port: v.CLIENT_AREA_PORT,
    publicUrl: v.CLIENT_AREA_PUBLIC_URL,
    dataDir,
    databaseUrl: v.CLIENT_AREA_DATABASE_URL ?? `sqlite:${join(dataDir, 'client-area.db')}`,
    secretKey: v.CLIENT_AREA_SECRET_KEY ?? keptSecret(dataDir),
    trustProxy: v.CLIENT_AREA_TRUST_PROXY,
    seller: {
      name: v.CLIENT_AREA_SELLER_NAME,
      address: (v.CLIENT_AREA_SELLER_ADDRESS ?? '').replaceAll('\\n', '\n'),
      taxId: v.CLIENT_AREA_SELLER_TAX_ID ?? '',
    },
    terms: {
      url: v.CLIENT_AREA_TERMS_URL,
      version: v.CLIENT_AREA_TERMS_URL ? v.CLIENT_AREA_TERMS_VERSION : termsVersion,
    },
    testCardsOnly: v.BILLING === 'ledger',
    webhooksToLoopback: v.CLIENT_AREA_WEBHOOKS_TO_LOOPBACK,
    logLevel: v.CLIENT_AREA_LOG_LEVEL,
  }
}
export type Settings = ReturnType<typeof readSettings>

const firstProblem = (error: z.ZodError) => {
  const [issue] = error.issues
  return `${issue?.path.join('.')} is not usable: ${issue?.message}.`
}

const checkProduction = (given: Record<string, string | undefined>) => {
  const missing = needed.filter(name => given[name] === undefined)
  if (missing.length > 0)
    throw new WrongSetting(`In production these settings are needed: ${missing.join(', ')}.`)
}

const checkBilling = (billing: 'ledger' | 'stripe' | 'whmcs', production: boolean, testMode: boolean) => {
  if (billing !== 'ledger')
    throw new WrongSetting(
      `BILLING=${billing} comes in a later version: leave BILLING out, or set it to ledger.`,
    )
  if (production && !testMode)
    throw new WrongSetting(
      'BILLING=ledger takes test cards only: in production it also needs CLIENT_AREA_TEST_MODE=1.',
    )
}

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
