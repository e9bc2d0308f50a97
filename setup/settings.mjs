import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { loadEnvFile } from 'node:process'
import { root } from './folders.mjs'
import { Stop } from './say.mjs'
import { freePort } from './free-port.mjs'

/** What npm start was told: the data folder and the three programs with their addresses, from the environment and `.env`. */
export const readStart = async () => {
  if (existsSync(join(root, '.env'))) loadEnvFile(join(root, '.env'))
  const { env } = process
  const dataDir = resolve(root, env.DATA_DIR || 'data')
  const programs = {
    catalogue: await listener('catalogue', env.CATALOGUE_HOST, 'CATALOGUE_PORT', 3002),
    clientArea: await listener('client area', env.CLIENT_AREA_HOST, 'CLIENT_AREA_PORT', 3001),
    panel: await listener('panel', env.HOST, 'PORT', 3000),
  }
  stopIfPortsAreShared(Object.values(programs))
  const urls = addresses(env, programs)
  const production = env.NODE_ENV === 'production'
  // In production no address is guessed: what is missing stops the program that needs it, with its own sentence.
  const known = { DATA_DIR: dataDir, ...ports(programs), ...(production ? {} : urls) }
  return { dataDir, programs, production, urls, env: known }
}

const listener = async (title, host, setting, usual) => {
  const given = process.env[setting] || String(usual)
  if (!/^\d{1,5}$/.test(given) || Number(given) > 65_535)
    throw new Stop(
      `${setting} is "${given}", which is no port: set it to a number from 1 to 65535, or leave it out.`,
    )
  // 0 means any free one: the programs have to know each other's, so it is chosen here.
  return { title, host: host || '127.0.0.1', setting, port: Number(given) || (await freePort()) }
}

const stopIfPortsAreShared = programs => {
  for (const [i, one] of programs.entries())
    for (const other of programs.slice(i + 1))
      if (one.port === other.port)
        throw new Stop(
          `${one.setting} and ${other.setting} are both ${one.port}: give each program its own port.`,
        )
}

const loopback = ({ port }) => `http://127.0.0.1:${port}`

const addresses = (env, { panel, clientArea, catalogue }) => {
  const clientAreaUrl = env.CLIENT_AREA_PUBLIC_URL || env.CLIENT_AREA_URL || loopback(clientArea)
  return {
    PUBLIC_URL: env.PUBLIC_URL || loopback(panel),
    CLIENT_AREA_PUBLIC_URL: clientAreaUrl,
    CLIENT_AREA_URL: env.CLIENT_AREA_URL || clientAreaUrl,
    CATALOGUE_URL: env.CATALOGUE_URL || loopback(catalogue),
  }
}

const ports = ({ panel, clientArea, catalogue }) => ({
  PORT: String(panel.port),
  CLIENT_AREA_PORT: String(clientArea.port),
  CATALOGUE_PORT: String(catalogue.port),
})
