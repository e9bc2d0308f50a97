import { hook, type Probe } from './probe.ts'

const wanted = `require module process global Buffer Deno Bun std os print load read
  fetch XMLHttpRequest WebSocket EventSource navigator window self importScripts postMessage
  setTimeout setInterval setImmediate queueMicrotask console performance structuredClone
  Worker WebAssembly SharedArrayBuffer Atomics crypto gc __filename`.split(/\s+/)

const importing = (what: string, name: string): Probe => ({
  what,
  main: hook(`() => import(${JSON.stringify(name)})`),
  ends: 'threw',
  why: /its own files only/,
})

const fromText = (what: string, expression: string): Probe => ({
  what,
  main: hook(`async (input, souk) => String(await (${expression}))`),
  ends: 'threw',
  why: /EvalError: An add-on makes no code from strings/,
})

/** What is not there: files, environment, network, processes, native code, and code made from text. */
export const reachingOut: Probe[] = [
  {
    what: 'looks for anything of Node, a browser, or a shell',
    main: hook(`() => ${JSON.stringify(wanted)}.filter(name => name in globalThis)`),
    ends: 'value',
    value: [],
  },
  {
    what: 'reads the environment',
    main: hook('() => process.env.SECRET_KEY'),
    ends: 'threw',
    why: /ReferenceError/,
  },
  {
    what: 'reads a file',
    main: hook("() => require('fs').readFileSync('/etc/passwd', 'utf8')"),
    ends: 'threw',
  },
  { what: 'starts a process', main: hook("() => require('child_process').execSync('id')"), ends: 'threw' },
  { what: 'kills the panel', main: hook('() => process.kill(process.ppid, 9)'), ends: 'threw' },
  { what: 'ends the process that it runs in', main: hook('() => process.exit(0)'), ends: 'threw' },
  {
    what: 'loads native code',
    main: hook("() => process.dlopen({ exports: {} }, '/tmp/x.node')"),
    ends: 'threw',
  },
  { what: 'connects to the network', main: hook("() => fetch('http://127.0.0.1:3000/')"), ends: 'threw' },
  importing("imports Node's file system", 'node:fs'),
  importing('imports a package', 'express'),
  importing("imports the engine's own system module", 'std'),
  importing('imports by an absolute path', '/etc/passwd'),
  importing('climbs out of its folder', './../../../../etc/passwd'),
  importing('imports by an address', 'https://example.com/x.js'),
  importing('imports what is written in the name itself', 'data:text/javascript,export default 1'),
  importing('imports the script that watches it', '<souk>'),
  {
    what: 'imports a package before anything else',
    main: "import fs from 'node:fs'\nexport default { hooks: { request: () => fs.readdirSync('/') } }",
    ends: 'threw',
    why: /its own files only/,
  },
  {
    what: 'asks where it lies',
    main: hook('() => Object.keys(import.meta)'),
    ends: 'value',
    value: [],
  },
  fromText('makes code with eval', "(0, eval)('1')"),
  fromText('makes code with Function', "Function('return this')()"),
  fromText("makes code with a function's constructor", "(() => {}).constructor('return this')()"),
  fromText(
    "makes code with an async function's constructor",
    "(async () => {}).constructor('return this')()",
  ),
  fromText(
    "makes code with a generator's constructor",
    "(function* () {}).constructor('return this')().next()",
  ),
  fromText('makes code with a constructor of ours, handed to it', "souk.http.constructor('return this')()"),
  fromText(
    "makes code with the constructor of an error's constructor",
    "souk.http({ url: 'https://example.com' }).catch(error => error.constructor.constructor('return this')())",
  ),
  {
    what: 'climbs the stack to the functions that called it',
    main: hook(`function it() {
      const found = []
      try { found.push(it.caller) } catch {}
      try { found.push(it.arguments.callee.caller) } catch {}
      return found.filter(one => typeof one === 'function').length
    }`),
    ends: 'value',
    value: 0,
  },
  {
    what: 'reads functions out of a stack trace',
    main: hook(`() => {
      let seen = 0
      Error.prepareStackTrace = (error, sites) => {
        for (const site of sites) if (typeof site.getFunction?.() === 'function') seen += 1
      }
      void new Error('x').stack
      return seen
    }`),
    ends: 'value',
    value: 0,
  },
]
