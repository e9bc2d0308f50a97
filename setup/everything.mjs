import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from './build.mjs'
import { catalogueDemo, clientAreaDemo, hasPanelDemo, panelDemo } from './demo.mjs'
import { keepAddresses } from './demo-env.mjs'
import { install } from './install.mjs'
import { makeFolder, stopIfDiskIsFull, stopIfPortIsTaken } from './machine.mjs'
import { runProgram, say, step } from './say.mjs'
import { readStart } from './settings.mjs'
import { supervisor } from './supervise.mjs'

/** npm start: sets up what is missing, makes the demo data, and keeps the three programs running until it is told to stop. */
export const startEverything = () =>
  runProgram(async () => {
    const start = await readStart()
    const programs = describe(start)
    const children = supervisor({
      logs: join(start.dataDir, 'logs'),
      env: start.env,
      // Outside the demo they have something to say: the link for the first operator, for example.
      echo: start.production,
      onGiveUp: sentence => endWith(children, sentence),
    })
    stopOnSignals(children)

    for (const [name, work] of stepsOf(start, programs, children)) {
      try {
        await step(name, work)
      } catch (error) {
        await children.stop()
        throw error
      }
    }
    greet(start)
  })

/** Everything in its order; what is done already is passed over. */
const stepsOf = (start, { catalogue, clientArea, panel }, children) => {
  const both = () => [children.start(catalogue), children.start(clientArea)]
  return [
    ['Checks', () => check(start)],
    ['Packages', install],
    ['Build', build],
    ['Catalogue of add-ons', tell => catalogueDemo(start, tell)],
    ['Client area data', tell => clientAreaDemo(start, tell)],
    ['Addresses', () => keepAddresses(start)],
    // A new panel's data come from the catalogue, which has to answer before; later all three start at once.
    ...(hasPanelDemo(start)
      ? [['Programs', () => Promise.all([...both(), children.start(panel)])]]
      : [
          ['Catalogue and client area', () => Promise.all(both())],
          ['Panel data', tell => panelDemo(start, tell)],
          ['Panel', () => children.start(panel)],
        ]),
  ]
}

const check = async ({ dataDir, programs }) => {
  makeFolder(dataDir)
  stopIfDiskIsFull(dataDir, 100 * 2 ** 20)
  for (const program of Object.values(programs)) await stopIfPortIsTaken(program)
}

const describe = ({ programs, urls, production }) => {
  const demo = production ? {} : { SOUK_DEMO: '1' }
  const probe = ({ host, port }, path) => `http://${reachable(host)}:${port}${path}`
  return {
    catalogue: {
      name: 'catalogue',
      title: 'catalogue',
      script: 'dist/catalogue/server.js',
      env: demo,
      probe: probe(programs.catalogue, '/'),
    },
    clientArea: {
      name: 'client-area',
      title: 'client area',
      script: 'dist/client-area/server.js',
      env: demo,
      probe: probe(programs.clientArea, '/sign-in'),
    },
    panel: {
      name: 'panel',
      title: 'panel',
      script: 'dist/server.js',
      env: demo,
      probe: probe(programs.panel, `${new URL(urls.PUBLIC_URL).pathname.replace(/\/$/, '')}/sign-in`),
    },
  }
}

const reachable = host =>
  ({ '0.0.0.0': '127.0.0.1', '::': '[::1]' })[host] ?? (host.includes(':') ? `[${host}]` : host)

const stopOnSignals = children => {
  let asked = 0
  const stop = async () => {
    if (++asked > 3) children.kill()
    if (asked > 1) return
    say('\nStopping ...')
    await children.stop()
    say('Stopped.')
    process.exit(process.exitCode ?? 0)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void stop())
  if (process.env.npm_lifecycle_event) stopWithNpm(stop)
}

// npm runs us through a shell, and neither passes on every signal: when either is gone, so are we.
const stopWithNpm = stop => {
  const before = ancestors()
  setInterval(() => {
    if (ancestors() !== before) stop()
  }, 200).unref()
}

const ancestors = () => {
  try {
    // The fourth field of stat is the parent; the second, the name, may hold spaces but ends with a bracket.
    const [, rest] = readFileSync(`/proc/${process.ppid}/stat`, 'utf8').split(') ')
    return `${process.ppid} ${rest?.split(' ')[1]}`
  } catch {
    return String(process.ppid)
  }
}

const endWith = async (children, sentence) => {
  process.stderr.write(`${sentence}\n`)
  await children.stop()
  process.exit(1)
}

const greet = ({ urls, dataDir, production }) => {
  say(`
Souk is running.

  Panel        ${urls.PUBLIC_URL}
  Client area  ${urls.CLIENT_AREA_PUBLIC_URL}
  Catalogue    ${urls.CATALOGUE_URL}${production ? '' : signIns}
  Data and logs are kept in ${dataDir}.
  Ctrl-C stops everything.
`)
}

const signIns = `

  Sign in to the panel, password demo-password:
    ada@example.com    may do everything
    ben@example.com    may not see add-ons
    cleo@example.com   may see and install add-ons, not buy them
  Log in to the client area, same password:
    olive@example.com  owns this help desk's licence
    otto@example.com   owns no licence
`
