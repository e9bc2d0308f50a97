import { hook, type Probe } from './probe.ts'

const answering = (what: string, text: string, rest: Omit<Probe, 'what' | 'main'>): Probe => ({
  what,
  main: hook(text),
  ...rest,
})

const throwing = (what: string, text: string, why: RegExp): Probe =>
  answering(what, `() => { throw ${text} }`, { ends: 'threw', why })

/** Answers that are no answers, and things thrown that are no errors. */
export const badAnswers: Probe[] = [
  answering('answers with __proto__', `() => JSON.parse('{"__proto__":{"polluted":true},"kept":1}')`, {
    ends: 'value',
    value: { kept: 1 },
  }),
  answering(
    'answers with __proto__ further in',
    `() => ({ a: [JSON.parse('{"__proto__":{"polluted":true}}')] })`,
    {
      ends: 'value',
      value: { a: [{}] },
    },
  ),
  answering('answers with a getter that loops', '() => ({ get a() { for (;;); } })', { ends: 'timed out' }),
  answering('answers with a getter that throws', "() => ({ get a() { throw new Error('mine') } })", {
    ends: 'threw',
    why: /mine/,
  }),
  answering(
    'answers with a proxy of keys without end',
    `() => new Proxy({}, {
      ownKeys: () => Array.from({ length: 1e7 }, (_, i) => 'k' + i),
      getOwnPropertyDescriptor: () => ({ value: 1, enumerable: true, configurable: true }),
    })`,
    { ends: ['timed out', 'out of memory', 'crashed'] },
  ),
  answering('answers with a toJSON that loops', '() => ({ toJSON() { for (;;); } })', { ends: 'timed out' }),
  answering('answers with a toJSON of 20 MB', "() => ({ toJSON: () => 'x'.repeat(2e7) })", {
    ends: ['too large', 'out of memory', 'timed out'],
  }),
  answering('answers with 300 KB', "() => 'x'.repeat(300_000)", { ends: 'too large' }),
  answering('answers with 200 KB that are 600 KB as bytes', "() => '\\u2028'.repeat(200_000)", {
    ends: 'garbage',
  }),
  answering('answers with itself, in a ring', '() => { const a = {}; a.a = a; return a }', {
    ends: 'threw',
    why: /circular/,
  }),
  answering('answers with a number that JSON has not', '() => 1n', { ends: 'threw', why: /BigInt|bigint/ }),
  answering(
    'answers with what is no value',
    '() => ({ it() {}, a: Symbol(), b: undefined, c: NaN, d: -Infinity })',
    {
      ends: 'value',
      value: { c: null, d: null },
    },
  ),
  answering(
    'answers 1,000 levels deep',
    '() => { let a = []; for (let i = 0; i < 1000; i++) a = [a]; return a }',
    {
      ends: ['garbage', 'threw', 'crashed', 'timed out'],
    },
  ),
  answering(
    'answers 100,000 levels deep',
    '() => { let a = []; for (let i = 0; i < 1e5; i++) a = [a]; return a }',
    {
      ends: ['threw', 'crashed', 'timed out'],
    },
  ),
  answering('answers with text that is not JSON', "() => { JSON.stringify = () => 'no{' }", {
    ends: 'garbage',
  }),
  answering('answers with text that is no text', '() => { JSON.stringify = () => ({ length: -1 }) }', {
    ends: ['garbage', 'too large', 'threw'],
  }),
  answering(
    'answers with a promise of its own that is kept twice',
    '() => ({ then(yes) { yes(1); yes(2); yes(3) } })',
    {
      ends: 'value',
      value: 1,
    },
  ),
  answering('answers with halves of characters', "() => 'a\\ud800'.isWellFormed()", {
    ends: 'value',
    value: false,
  }),
  answering('never answers', '() => new Promise(() => {})', { ends: 'timed out' }),
  answering('answers with a promise of its own that never comes', '() => ({ then() {} })', {
    ends: 'timed out',
  }),
  throwing('throws nothing', 'undefined', /It threw undefined/),
  throwing('throws a symbol', "Symbol('odd')", /It threw Symbol\(odd\)/),
  throwing('throws what cannot be shown', '{ get message() { throw this } }', /cannot be shown/),
  throwing('throws a proxy of nothing', 'new Proxy({}, { get() { throw 1 } })', /cannot be shown/),
  throwing('throws an error of 3 MB', "new Error('x'.repeat(3e6))", /^Error: x{1000}/),
  throwing('throws a promise', 'Promise.reject(new Error("inner"))', /undefined/),
  answering('throws an error whose name loops', '() => { throw { get name() { for (;;); } } }', {
    ends: 'timed out',
  }),
  answering(
    'poses as an error of the help desk',
    "() => { throw Object.assign(new Error('x'), { name: 'SoukError' }) }",
    {
      ends: 'threw',
    },
  ),
  { what: 'exports nothing', main: 'export {}', ends: 'threw', why: /export default/ },
  { what: 'exports what is no table', main: 'export default 7', ends: 'threw', why: /export default/ },
  { what: 'is no JavaScript', main: '<html>not found</html>', ends: 'threw', why: /SyntaxError/ },
  {
    what: 'throws while it is loaded',
    main: "throw new Error('not today')",
    ends: 'threw',
    why: /not today/,
  },
  {
    what: 'exports handlers by getters that throw',
    main: "export default { get hooks() { throw new Error('ha') } }",
    ends: 'threw',
    why: /ha/,
  },
  {
    what: 'exports 10,000 handlers',
    main: `export default { hooks: Object.fromEntries(Array.from({ length: 1e4 }, (_, i) => ['hook-' + i, () => i])) }`,
    ends: ['garbage', 'too large'],
  },
]
