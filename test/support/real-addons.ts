import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Sample } from '../../catalogue/test/support.ts'

const addons = join(import.meta.dirname, '../../catalogue/addons')

/** An add-on of the vendor's own, every file as it is published; `change` replaces parts of its manifest. */
export const realAddon = (slug: string, version: string, change: Record<string, unknown> = {}): Sample => {
  const folder = join(addons, slug, version)
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && entry.name !== 'manifest.json')
    .map(entry => join(entry.parentPath, entry.name))
  const manifest: Record<string, unknown> = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))
  return {
    slug,
    version,
    manifest: { language: undefined, ...manifest, ...change },
    files: {
      'files/messages.json': null,
      ...Object.fromEntries(files.map(file => [file.slice(folder.length + 1), readFileSync(file)])),
    },
  }
}
