import { hook, type Probe } from './probe.ts'

const looping = (what: string, text: string, before = ''): Probe => ({
  what,
  main: hook(text, before),
  ends: 'timed out',
})

const slow = `/^(?:(?:a+)+)+$/.test('a'.repeat(40) + '!')`

/** Code that does not come to an end. The last ones can't be interrupted: the process has to go. */
export const runningAway: Probe[] = [
  looping('loops', '() => { for (;;); }'),
  looping(
    'loops and catches what would stop it',
    '() => { for (;;) try { for (;;); } catch {} finally { continue } }',
  ),
  looping('awaits without end', 'async () => { for (;;) await null }'),
  {
    what: 'begins one promise from another without end',
    main: hook('() => { const next = () => Promise.resolve().then(next); return next() }'),
    ends: ['timed out', 'out of memory'],
  },
  looping('matches a catastrophic pattern', `() => ${slow}`),
  looping('replaces by a catastrophic pattern', `() => ('a'.repeat(40) + '!').replace(/(a|aa|a?)+$/g, '')`),
  looping('sorts by a rule without end', '() => [3, 2, 1].sort(() => { for (;;); })'),
  looping('waits for a time to come', '() => { const end = Date.now() + 1e9; while (Date.now() < end); }'),
  looping('sets back its own clock and waits', '() => { Date.now = () => 0; while (Date.now() < 1); }'),
  {
    what: 'goes on after its answer',
    main: hook('() => { const on = () => Promise.resolve().then(on); on(); return 1 }'),
    ends: 'value',
    value: 1,
  },
  looping(
    'loops in a getter that it hides in Object.prototype',
    `() => {
    Object.defineProperty(Object.prototype, 'then', { get() { for (;;); } })
    return {}
  }`,
  ),
  {
    what: 'loops while it is loaded',
    main: 'for (;;);',
    ends: 'timed out',
  },
  {
    what: 'waits without end while it is loaded',
    main: 'await new Promise(() => {})\nexport default {}',
    ends: 'timed out',
  },
  looping(
    'searches a list that is longer than its life',
    '() => [].includes.call({ length: 2 ** 53 - 1 }, 1)',
  ),
  looping('joins a list of four thousand million holes', "() => new Array(2 ** 32 - 1).join('')"),
]
