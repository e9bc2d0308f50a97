import { WrongUse, type Command, type Given } from '../command.ts'
import { originsIn } from '../../marketplace/code/allowed-addresses.ts'
import { openWorkbench } from './workbench.ts'

export const runAddonCommand: Command = {
  words: ['run'],
  about:
    'Runs one add-on on a page of its own, with an inbox to try it in; loads it anew when a file changes.',
  positionals: ['DIR'],
  options: {
    port: { type: 'string', about: 'port on 127.0.0.1; default: 4400' },
    set: { type: 'string', multiple: true, about: 'a setting to begin with, as secret=abcdefgh' },
    allow: {
      type: 'string',
      multiple: true,
      about: 'an address that it may call beside its hosts, as http://127.0.0.1:8081',
    },
    'fake-http': {
      type: 'string',
      about: 'ask no other server: each seems to answer with this status, as 200',
    },
    'fake-body': { type: 'string', about: 'what they seem to answer; default: {}' },
    json: { type: 'boolean', about: 'print where it is as JSON' },
  },
  async run(given, [dir = ''], io) {
    const bench = await openWorkbench(dir, {
      port: numberIn(given, 'port', 0, 65_535) ?? 4400,
      settings: settingsIn(listOf(given, 'set')),
      allow: allowedIn(listOf(given, 'allow')),
      ...fakeIn(given),
    })
    const { url, publicUrl } = bench
    io.out(
      given['json']
        ? `${JSON.stringify({ url, publicUrl: publicUrl() })}\n`
        : `Look at ${url} (its public address: ${publicUrl()}). Ctrl-C ends it.\n`,
    )
    for (const problem of bench.problems()) io.err(`${problem}\n`)
    await ended()
    await bench.close()
  },
}

const ended = () =>
  new Promise<void>(done => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => done())
  })

const listOf = (given: Given, name: string) => {
  const list = given[name]
  return Array.isArray(list) ? list : []
}

const numberIn = (given: Given, name: string, least: number, most: number) => {
  const text = given[name]
  if (typeof text !== 'string') return undefined
  const number = Number(text)
  if (!/^\d+$/.test(text) || number < least || number > most)
    throw new WrongUse(`--${name} takes a number from ${least} to ${most}.`)
  return number
}

const settingsIn = (list: readonly string[]) =>
  list.map(text => {
    const [name = '', ...rest] = text.split('=')
    if (name === '' || rest.length === 0)
      throw new WrongUse('--set takes a name and a value: --set words=urgent.')
    return [name, rest.join('=')] as const
  })

const allowedIn = (list: readonly string[]) => {
  const origins = originsIn(list.join(' '))
  if (!origins) throw new WrongUse('--allow takes up to five addresses such as http://127.0.0.1:8081.')
  return origins
}

const fakeIn = (given: Given) => {
  const status = numberIn(given, 'fake-http', 100, 599)
  const body = given['fake-body']
  if (status === undefined && typeof body === 'string')
    throw new WrongUse('--fake-body goes with --fake-http: --fake-http 200.')
  return status === undefined ? {} : { fakeHttp: { status, body: typeof body === 'string' ? body : '{}' } }
}
