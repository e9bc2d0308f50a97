import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { loadEnvFile } from 'node:process'
import { root } from './root.ts'

/** The environment with `.env`, and outside production the demo's settings, behind it. What is set wins over what is read. */
export const environment = (): Record<string, string | undefined> => {
  load(join(root, '.env'))
  if (process.env['NODE_ENV'] !== 'production')
    load(resolve(root, process.env['DATA_DIR'] ?? 'data', 'demo.env'))
  return { ...process.env }
}

const load = (file: string) => {
  if (existsSync(file)) loadEnvFile(file)
}
