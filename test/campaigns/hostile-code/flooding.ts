import { hook, type Probe } from './probe.ts'

const flood = (what: string, text: string): Probe => ({
  what,
  main: hook(text),
  ends: ['out of memory', 'timed out', 'crashed'],
})
const bomb = (what: string, text: string): Probe => ({
  what,
  main: hook(text),
  ends: ['threw', 'out of memory', 'timed out', 'crashed'],
})

/** Floods of memory and of the stack. Whatever happens, it happens in memory of its own. */
export const flooding: Probe[] = [
  flood('floods memory with objects', '() => { const all = []; for (;;) all.push({}) }'),
  flood(
    'floods memory with strings',
    "() => { const all = []; for (;;) all.push('x'.repeat(1e5) + all.length) }",
  ),
  flood('floods memory with buffers', '() => { const all = []; for (;;) all.push(new Uint8Array(1e6)) }'),
  flood(
    'floods memory with entries of a map',
    '() => { const all = new Map(); for (let i = 0; ; i++) all.set(i, [i]) }',
  ),
  flood('floods memory with closures', '() => { let f = () => 0; for (;;) { const g = f; f = () => g } }'),
  flood('floods the queue with promises', '() => { for (;;) Promise.resolve().then(() => {}) }'),
  flood(
    'floods memory and catches what would stop it',
    `() => {
    const all = []
    for (;;) try { for (;;) all.push(new Array(1000).fill(0)) } catch {}
  }`,
  ),
  flood('spreads a generator without end', '() => [...(function* () { for (;;) yield {} })()]'),
  bomb('makes a string of 1 GB', "() => 'x'.repeat(2 ** 30 - 1).length"),
  bomb('pads a string to 1 GB', "() => 'x'.padEnd(2 ** 30 - 1, 'yz').length"),
  bomb('makes a buffer of 2 GB', '() => new ArrayBuffer(2 ** 31)'),
  bomb('makes a typed array of 4 thousand million numbers', '() => new Float64Array(2 ** 32)'),
  bomb('fills an array of 4 thousand million places', '() => new Array(2 ** 32 - 1).fill(0).length'),
  bomb('makes a number of 100 million digits', '() => String(10n ** 100_000_000n).length'),
  bomb('replaces a text by itself, squared', "() => 'a'.repeat(1e6).replace(/a/g, '$`').length"),
  bomb('calls itself without end', '() => { const f = () => f() + 1; return f() }'),
  bomb('calls itself through a native function', '() => { const f = () => [1].map(f); return f() }'),
  bomb(
    'overflows the stack of the engine itself',
    '() => { const o = { toString: () => `${o}` }; return `${o}` }',
  ),
  bomb('overflows the stack of the parser', "() => JSON.parse('['.repeat(1e5))"),
  bomb('overflows the stack of a pattern', "() => new RegExp('(?:'.repeat(1e5) + ')'.repeat(1e5)).test('')"),
  bomb(
    'nests proxies 100,000 deep',
    `() => {
    let p = {}
    for (let i = 0; i < 1e5; i++) p = new Proxy(p, {})
    return p.x ?? Object.getPrototypeOf(p) ?? {}
  }`,
  ),
]
