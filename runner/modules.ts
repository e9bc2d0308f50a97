import { posix } from 'node:path'
import type { JSModuleLoader, JSModuleNormalizer } from 'quickjs-emscripten-core'

/** The name of our own script, from which `main.js` is imported: no file of an add-on can be called that. */
export const ownScript = '<souk>'

/** What an add-on may import: its own files, by relative path, and nothing else. */
export const modulesOf = (files: ReadonlyMap<string, string>) => {
  const load: JSModuleLoader = name =>
    files.get(name) ?? {
      error: new Error(`An add-on imports its own files only: there is no ${name} in files/.`),
    }

  // what is not relative keeps its quotes, and so names no file
  const normalize: JSModuleNormalizer = (from, asked) => {
    if (from === ownScript && asked === 'main.js') return asked
    return /^\.\.?\//.test(asked) ? posix.join(posix.dirname(from), asked) : JSON.stringify(asked)
  }
  return { load, normalize }
}
