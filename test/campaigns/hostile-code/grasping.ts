import type { Permissions } from '../../../contracts/manifest.ts'
import type { Answer } from '../../support/client.ts'
import { hook, type Probe } from './probe.ts'

/** An attack that needs a panel: on its rights, other servers, other add-ons, and what a visitor is shown. */
export interface DeskProbe extends Probe {
  rights?: Partial<Permissions>
  /** what stands in the answer for all to see */
  shows?: (answer: Pick<Answer, 'status' | 'headers' | 'html'>) => boolean
  /** it is refused as a whole: nobody sees any of it */
  neverShown?: true
}

/** Does all of these, and answers with the words that each ended in. */
const codesOf = (...acts: string[]) =>
  hook(`async (request, souk) => {
    const codes = []
    for (const act of [${acts.map(act => `() => ${act}`).join(', ')}])
      codes.push(await act().then(() => 'done', error => error.code ?? error.name))
    return { json: codes }
  }`)

const only =
  (...codes: string[]) =>
  ({ html }: { html: string }) => {
    const told: unknown = JSON.parse(html)
    return Array.isArray(told) && told.length > 0 && told.every(code => codes.includes(String(code)))
  }

const refused = (what: string, codes: string[], ...acts: string[]): DeskProbe => ({
  what,
  main: codesOf(...acts),
  ends: 'value',
  shows: only(...codes),
})

const places = [
  'http://127.0.0.1:TRAP/',
  'http://localhost:TRAP/',
  'http://[::1]:TRAP/',
  'http://2130706433:TRAP/',
  'http://0x7f.1:TRAP/',
  'http://[::ffff:127.0.0.1]:TRAP/',
  'https://127.0.0.1/',
  'https://169.254.169.254/latest/meta-data/',
  'https://undeclared.example.com/',
  'https://example.com@undeclared.example.com/',
  'file:///etc/passwd',
]

export const grasping: DeskProbe[] = [
  refused(
    'calls inside addresses, in every spelling',
    ['not allowed', 'wrong input'],
    ...places.map(url => `souk.http({ url: '${url}' })`),
  ),
  refused(
    "uses another add-on's secret",
    ['not found', 'wrong input', 'not allowed'],
    "souk.secrets.same('{{secret:key}}', 'canary-of-a-secret')",
    "souk.hmac.verify({ algorithm: 'sha256', secret: '{{secret:key}}', data: 'x', signature: 'y', encoding: 'hex' })",
  ),
  {
    what: 'looks through what other add-ons keep',
    main: hook(
      "async (request, souk) => ({ json: [await souk.storage.list(''), await souk.storage.get('kept')] })",
    ),
    ends: 'value',
    shows: ({ html }) => html === '[[],null]',
  },
  {
    what: 'keeps more than it may',
    main: hook(`async (request, souk) => {
      let kept = 0
      for (let i = 0; i < 40; i++)
        kept += await souk.storage.set('key' + i, 'x'.repeat(10_000)).then(() => 1, () => 0)
      return { json: kept }
    }`),
    ends: 'value',
    shows: ({ html }) => Number(html) <= 10,
  },
  refused(
    'reads and writes in an inbox that it has no right to',
    ['not allowed'],
    'souk.inbox.find({})',
    "souk.inbox.reply('1', 'Your money, please')",
    "souk.inbox.close('1')",
    "souk.inbox.deliver({ externalId: '1', conversationKey: '1', customer: { name: 'a', address: 'a' }, text: 'x' })",
  ),
  {
    what: 'shows operators a hundred lines, with tags in them',
    main: hook(`async (request, souk) => {
      let shown = 0
      for (let i = 0; i < 100; i++)
        shown += await souk.notify({ id: 'n' + i, text: '<script>alert(' + i + ')</script>' }).then(() => 1, () => 0)
      return { json: shown }
    }`),
    ends: 'value',
    shows: ({ html }) => Number(html) <= 3,
  },
  {
    what: 'answers with a page and a cookie of its own',
    main: hook(`() => ({
      body: '<script>alert(1)</script>',
      headers: { 'content-type': 'text/html', 'set-cookie': 'souk_panel=mine', 'x-frame-options': 'ALLOWALL', location: 'https://evil.example/' },
    })`),
    ends: 'value',
    shows: ({ headers }) =>
      !/html/.test(headers.get('content-type') ?? '') &&
      headers.get('location') === null &&
      headers.getSetCookie().length === 0 &&
      /sandbox/.test(headers.get('content-security-policy') ?? ''),
  },
  {
    what: 'shows a page with scripts in every text',
    main: hook(`() => ({ page: {
      title: '<script>alert(1)</script>{{ 7 * 7 }}',
      blocks: [{ kind: 'text', text: '<img src=x onerror=alert(1)>' }, { kind: 'list', items: ['"><b hx-get="/">'] }],
    } })`),
    ends: 'value',
    shows: ({ html }) => !/<script>alert|<img src=x|<b hx-get|>49</.test(html),
  },
  {
    what: 'links to a script',
    main: hook(
      "() => ({ page: { title: 'x', blocks: [{ kind: 'link', text: 'x', href: 'javascript:alert(1)' }] } })",
    ),
    ends: 'value',
    shows: () => false,
    neverShown: true,
  },
  {
    what: 'leads visitors to another site',
    main: hook("() => ({ redirect: '//evil.example/' })"),
    ends: 'value',
    shows: () => false,
    neverShown: true,
  },
  {
    what: 'reaches for what the panel keeps by the names in its answer',
    main: hook(
      '() => JSON.parse(\'{"json":{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}},"__proto__":{"polluted":true}}\')',
    ),
    ends: 'value',
  },
]
