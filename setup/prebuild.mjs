import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { root } from './folders.mjs'
import { run } from './processes.mjs'

const driver = join(root, 'node_modules/sqlite3')
const compiled = 'build/Release/node_sqlite3.node'

export const hasDriver = () => existsSync(join(driver, compiled))

/**
 * Keeps the compiled database driver in npm's cache, under the name by which its install script looks there first:
 * the next clone needs no compiler's minute.
 */
export const keepDriver = async () => {
  const kept = placeInCache()
  if (!kept || existsSync(kept)) return
  mkdirSync(dirname(kept), { recursive: true })
  const making = `${kept}.${process.pid}`
  const { code } = await run('tar', ['-czf', making, '-C', driver, compiled])
  // Renamed when whole, so that a stopped start leaves no half of it behind.
  if (code === 0) renameSync(making, kept)
}

const placeInCache = () => {
  try {
    const require = createRequire(join(driver, 'package.json'))
    const { cachedPrebuild, getDownloadUrl } = require('prebuild-install/util')
    const pkg = require('./package.json')
    const abi = Math.max(
      ...pkg.binary.napi_versions.filter(version => version <= Number(process.versions.napi)),
    )
    return cachedPrebuild(
      getDownloadUrl({
        pkg,
        runtime: 'napi',
        abi,
        platform: process.platform,
        arch: process.arch,
        libc: libc(require),
        'tag-prefix': 'v',
      }),
    )
  } catch {
    // Another version of that tool: only the saved minute is lost.
    return undefined
  }
}

const libc = require => {
  const { isNonGlibcLinuxSync, familySync } = require('detect-libc')
  return (isNonGlibcLinuxSync() && familySync()) || ''
}
