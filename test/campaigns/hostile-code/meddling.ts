import { hook, type Probe } from './probe.ts'

const one = { kind: 'done', value: 'mine' } as const
const handlers = {
  'storage.get': () => Promise.resolve(one),
  'storage.set': () => Promise.resolve({ kind: 'done', value: null } as const),
}

/** Attempts on the border itself: what it may ask, in whose name, and how much of it. */
export const meddling: Probe[] = [
  {
    what: 'pollutes every prototype it finds',
    main: hook(`() => {
      for (const one of [Object, Array, Function, String, Number, Promise, Map, RegExp, Error])
        if (one.prototype) one.prototype.polluted = true
      Object.prototype.toJSON = function () { return { polluted: true } }
      return {}
    }`),
    ends: 'value',
    value: { polluted: true },
  },
  {
    what: 'puts functions of its own in place of those that the border uses',
    main: hook(`() => {
      Promise.prototype.then = () => {}
      Map.prototype.get = Map.prototype.set = () => ({ resolve() {} })
      JSON.parse = () => ({})
      return 1
    }`),
    ends: ['value', 'timed out', 'crashed'],
  },
  {
    what: 'asks for what it has no right to',
    main: hook("(input, souk) => souk.http({ url: 'https://example.com' })"),
    ends: 'threw',
    why: /no right to http/,
  },
  {
    what: 'asks by a verb that is none',
    main: hook("(input, souk) => souk.storage.steal('x')"),
    ends: 'threw',
    why: /TypeError/,
  },
  {
    what: "asks in another add-on's name",
    main: hook("(input, souk) => souk.storage.get({ addon: 'bystander', key: 'secret' })"),
    handlers,
    ends: 'threw',
    why: /not right at key/,
  },
  {
    what: 'asks with more than it was asked for',
    main: hook(`(input, souk) => {
      Object.fromEntries = () => ({ key: 'a', addon: 'bystander' })
      return souk.storage.get('a')
    }`),
    handlers,
    ends: ['threw', 'value'],
  },
  {
    what: 'asks for 300 KB to be kept',
    main: hook("(input, souk) => souk.storage.set('a', 'x'.repeat(300_000))"),
    handlers,
    ends: 'threw',
    why: /too large/,
  },
  {
    what: 'asks 10,000 times at once',
    main: hook(`async (input, souk) => {
      const all = await Promise.allSettled(Array.from({ length: 10_000 }, () => souk.storage.get('a')))
      return all.filter(one => one.status === 'fulfilled').length <= 32
    }`),
    handlers,
    ends: ['value', 'timed out'],
    value: true,
  },
  {
    what: 'asks without end',
    main: hook(`async (input, souk) => {
      for (let i = 0; ; i++) try { await souk.storage.get('a') } catch (error) { return [i, error.code] }
    }`),
    handlers,
    // it is not told in time what it asked for: then that is not its fault, and its processor time runs out instead
    ends: ['value', 'timed out', 'refused', 'busy'],
  },
  {
    what: 'changes what it was given',
    main: hook(`(input, souk) => {
      const tries = [() => (souk.settings.a = 2), () => (souk.http = 1), () => (souk.storage.get = 1), () => (souk.log.info = 1)]
      return tries.filter(one => { try { one(); return true } catch { return false } }).length
    }`),
    ends: 'value',
    value: 0,
  },
  {
    what: 'writes 100,000 lines to the log',
    main: hook(
      "(input, souk) => { for (let i = 0; i < 1e5; i++) souk.log.info('line ' + i); return 'done' }",
    ),
    ends: ['value', 'timed out'],
  },
  {
    what: 'writes a line of 3 MB to the log',
    main: hook("(input, souk) => { souk.log.error('x'.repeat(3e6)); return 'done' }"),
    ends: 'value',
    value: 'done',
  },
  {
    what: 'writes to the log what cannot be written',
    main: hook('(input, souk) => souk.log.info({ toString() { for (;;); } })'),
    ends: 'timed out',
  },
  {
    what: 'leaves requests behind and answers',
    main: hook(
      "(input, souk) => { for (let i = 0; i < 20; i++) void souk.storage.get('a').then(() => souk.storage.set('late', 1)); return 1 }",
    ),
    handlers,
    ends: 'value',
    value: 1,
  },
  {
    what: 'throws from a finalizer',
    main: hook(`() => {
      const registry = new FinalizationRegistry(() => { throw new Error('late') })
      for (let i = 0; i < 1000; i++) registry.register({}, i)
      return 1
    }`),
    ends: ['value', 'crashed'],
  },
]
