import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { loadEnvFile } from 'node:process'
import { fileURLToPath } from 'node:url'

// The same source runs from the checkout (tsx) and from dist/, so the project folder is looked for, not counted.
const upTo = (folder: string): string =>
  existsSync(join(folder, 'package.json')) ? folder : upTo(dirname(folder))

/** The project folder: where views and public files lie. */
export const root = upTo(dirname(fileURLToPath(import.meta.url)))

/** The environment with `.env` behind it: what is set wins over what is read. */
export const environment = (): Record<string, string | undefined> => {
  const file = join(root, '.env')
  if (existsSync(file)) loadEnvFile(file)
  return { ...process.env }
}
