// Imports nothing that an old Node might lack, so that the sentence is reached there too.
import { readFileSync } from 'node:fs'

const needed = () => {
  const { engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  return engines.node.replace(/[^\d.]/g, '')
}

/** One sentence if this version of Node is too old, else nothing. */
export const nodeProblem = (version, least = needed()) => {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [leastMajor = 0, leastMinor = 0] = least.split('.').map(Number)
  const isOld = major < leastMajor || (major === leastMajor && minor < leastMinor)
  return isOld
    ? `Souk needs Node ${least} or later; this is Node ${version}: install a newer one and run this again.`
    : undefined
}

export const stopIfNodeIsOld = (version = process.versions.node) => {
  const problem = nodeProblem(version)
  if (!problem) return
  process.stderr.write(`${problem}\n`)
  process.exit(1)
}
