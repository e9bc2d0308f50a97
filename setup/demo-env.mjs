import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const usual = {
  PORT: '3000',
  PUBLIC_URL: 'http://127.0.0.1:3000',
  CLIENT_AREA_PORT: '3001',
  CLIENT_AREA_PUBLIC_URL: 'http://127.0.0.1:3001',
  CATALOGUE_PORT: '3002',
  CATALOGUE_URL: 'http://127.0.0.1:3002',
}

/** Keeps addresses that are not the usual ones in `demo.env`, so that `npx souk` beside a running demo finds them. */
export const keepAddresses = ({ dataDir, production, env }) => {
  const file = join(dataDir, 'demo.env')
  if (production || !existsSync(file)) return
  const before = readFileSync(file, 'utf8')
  const others = before.split('\n').filter(line => line !== '' && !(line.split('=')[0] in usual))
  const odd = Object.keys(usual).filter(name => env[name] !== usual[name])
  const text = [...others, ...odd.map(name => `${name}=${env[name]}`), ''].join('\n')
  if (text === before) return
  // Written beside and renamed, so that nobody reads half a file.
  writeFileSync(`${file}.new`, text, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}
