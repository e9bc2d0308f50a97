import { posix } from 'node:path'
import type { JSModuleLoader, JSModuleNormalizer } from 'quickjs-emscripten-core'

/** The name of our own script, from which `main.js` is imported: no file of an add-on can be called that. */
export const ownScript = '<souk>'

const missing = (name: string) => ({ error: new Error(`There is no file ${name} in files/.`) })
const foreign = (name: string) => ({
  error: new Error(`An add-on imports its own files only, not "${name}".`),
})

/** What an add-on may import: its own files, by relative path, and nothing else. */
export const modulesOf = (files: ReadonlyMap<string, string>) => {
  const load: JSModuleLoader = name => files.get(name) ?? missing(name)

  const normalize: JSModuleNormalizer = (from, asked) => {
    if (from === ownScript && asked === 'main.js') return asked
    return /^\.\.?\//.test(asked) ? posix.join(posix.dirname(from), asked) : foreign(asked)
  }
  return { load, normalize }
}
