import { z } from 'zod'

const flag = z.string().transform(text => ['1', 'true', 'yes', 'on'].includes(text.toLowerCase()))

/** Every environment variable of the client area: its type, its default, one line of meaning. */
export const variables = {
  NODE_ENV: z
    .enum(['development', 'test', 'production'])
    .default('development')
    .describe('`production` makes the needed settings needed'),
  DATA_DIR: z.string().default('data').describe('folder of everything kept'),
  CLIENT_AREA_HOST: z.string().default('127.0.0.1').describe('address the client area listens on'),
  CLIENT_AREA_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(3001)
    .describe('port the client area listens on'),
  CLIENT_AREA_PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .transform(text => new URL(text))
    .optional()
    .describe('address customers type, with a path if there is one; default: `http://127.0.0.1:PORT`'),
  CLIENT_AREA_DATA_DIR: z
    .string()
    .optional()
    .describe('folder the client area keeps its files in; default: `client-area/` in the data folder'),
  CLIENT_AREA_DATABASE_URL: z
    .string()
    .regex(/^(sqlite:|postgres(ql)?:\/\/)/)
    .optional()
    .describe('`sqlite:FILE` or `postgres://...`; default: a SQLite file in its folder'),
  CLIENT_AREA_SECRET_KEY: z
    .string()
    .min(16)
    .optional()
    .describe('seals secrets and signs cookies; default outside production: made once, kept in its folder'),
  CLIENT_AREA_TRUST_PROXY: z
    .string()
    .optional()
    .describe('proxies to believe, as Express takes them: a number, or addresses'),
  CLIENT_AREA_TEST_MODE: flag
    .default(false)
    .describe('`1` allows `BILLING=ledger` in production: its gateway takes test cards only'),
  BILLING: z
    .enum(['ledger', 'stripe', 'whmcs'])
    .default('ledger')
    .describe('billing system behind the client area: `ledger` (`stripe` and `whmcs` come later)'),
  CLIENT_AREA_WEBHOOKS_TO_LOOPBACK: flag
    .default(false)
    .describe('`1` lets webhooks reach help desks on this machine, for the demo; never in production'),
  CLIENT_AREA_SELLER_NAME: z.string().max(200).default('Souk').describe('who sells, as invoices say it'),
  CLIENT_AREA_SELLER_ADDRESS: z
    .string()
    .max(500)
    .optional()
    .describe('the seller’s address on invoices; `\\n` begins a line'),
  CLIENT_AREA_SELLER_TAX_ID: z.string().max(40).optional().describe('the seller’s tax id on invoices'),
  CLIENT_AREA_TERMS_URL: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .optional()
    .describe(
      'terms that a purchase accepts; default: our own page of terms, `/terms` under the public address',
    ),
  CLIENT_AREA_TERMS_VERSION: z
    .string()
    .max(60)
    .default('1')
    .describe(
      'version of the terms at `CLIENT_AREA_TERMS_URL`, stored with each purchase: change it with them',
    ),
  CLIENT_AREA_LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('how much is logged'),
}

/** What a client area in production can't do without. */
export const needed = ['CLIENT_AREA_PUBLIC_URL', 'CLIENT_AREA_SECRET_KEY'] as const
