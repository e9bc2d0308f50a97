import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { makeDemo } from './demo.ts'
import { environment, root } from './environment.ts'
import { openStores } from './services.ts'
import { asLines } from './settings-lines.ts'
import { readSettings, WrongSetting } from './settings.ts'

/** Makes the demo's accounts and licence, and writes the panel's settings to `demo.env` in the data folder. */
const run = async () => {
  const env = environment()
  const settings = readSettings(env)
  if (settings.production) throw new WrongSetting('Demo data is not made with NODE_ENV=production.')
  const stores = await openStores(settings)
  const url = settings.publicUrl?.href.replace(/\/$/, '') ?? `http://127.0.0.1:${settings.port}`
  const panelUrl = env['PUBLIC_URL'] || `http://127.0.0.1:${env['PORT'] || 3000}`
  const demo = await makeDemo(stores, { panelUrl, url })
  await stores.close()
  keepLines(join(resolve(root, env['DATA_DIR'] || 'data'), 'demo.env'), demo.settings)
}

// Lines of other names are left alone. Written beside and renamed, so that nobody reads half a file.
const keepLines = (file: string, settings: Record<string, string>) => {
  const before = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []
  const others = before.filter(line => line !== '' && !((line.split('=')[0] ?? '') in settings))
  const text = [...others, ...asLines(settings), ''].join('\n')
  if (text === before.join('\n')) return
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  writeFileSync(`${file}.new`, text, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

run().catch((error: unknown) => {
  console.error(error instanceof WrongSetting ? error.message : error)
  process.exitCode = 1
})
