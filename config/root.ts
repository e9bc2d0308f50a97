import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

// The same source runs from the checkout (tsx) and from dist/, so the project folder is looked for, not counted.
const upTo = (folder: string): string =>
  existsSync(join(folder, 'package.json')) ? folder : upTo(dirname(folder))

/** The project folder: where views, public files and messages lie. */
export const root = upTo(dirname(fileURLToPath(import.meta.url)))
