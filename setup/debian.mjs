import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { whereIs } from './machine.mjs'
import { run, tail } from './processes.mjs'
import { Stop } from './say.mjs'

/** What the tests need beside Node, by Debian package, and how to see that it is there. */
const forTests = {
  // Chromium without windows: it costs the processor a good third less than the whole one with its windows hidden.
  'chromium-headless-shell': () => Boolean(process.env.CHROMIUM ?? whereIs('chromium-headless-shell')),
  postgresql: () => Boolean(process.env.TEST_PG_URL) || below('/usr/lib/postgresql').some(isServer),
  lynx: () => Boolean(whereIs('lynx')),
  w3m: () => Boolean(whereIs('w3m')),
  'fonts-noto-cjk': () => anyFont(/NotoSansCJK/),
}

const below = folder => (existsSync(folder) ? readdirSync(folder).map(name => join(folder, name)) : [])
const isServer = folder => existsSync(join(folder, 'bin/initdb'))
const anyFont = name => below('/usr/share/fonts/opentype/noto').some(file => name.test(file))

/** What the checker of the W3C needs, which `npm run validate` alone asks. */
export const forChecker = { 'default-jre-headless': () => Boolean(whereIs('java')) }

export const missingPackages = (needs = forTests) => Object.keys(needs).filter(name => !needs[name]())

/** Installs, once and as root, the Debian packages that are missing; otherwise says which, in one sentence. */
export const installDebianPackages = async (tell, needs = forTests) => {
  const missing = missingPackages(needs)
  if (missing.length === 0) return
  if (process.getuid?.() !== 0 || !whereIs('apt-get')) throw new Stop(missingSentence(missing))
  tell(`Installing ${missing.join(', ')} (once) ...`)
  await apt(['update'], missing)
  await apt(['install', '-y', '--no-install-recommends', ...missing], missing)
  const still = missingPackages(needs)
  if (still.length > 0) throw new Stop(missingSentence(still))
}

export const missingSentence = missing =>
  `The tests need ${missing.join(', ')}: install ${missing.length === 1 ? 'it' : 'them'} (on Debian, as root: apt-get install --no-install-recommends ${missing.join(' ')}) and run this again.`

const apt = async (args, missing) => {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const { code, output } = await run('apt-get', ['-q', ...args], { env })
  if (code !== 0) throw new Stop(`${tail(output)}\n\n${missingSentence(missing)}`)
}
