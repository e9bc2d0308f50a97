// The tables of docs/messages.md: what belongs together, where it is shown, and how its rows are found.
import { raising, statusesBy } from './finding.mjs'
import { inWords } from './words.mjs'

const mono = code => `\`${code}\``
const keysLike = (messages, pattern) => Object.keys(messages).filter(key => pattern.test(key))

/** One row for each message whose key is the beginning and a code. */
const plain = (messages, beginning) =>
  keysLike(messages, new RegExp(`^${beginning.replaceAll('.', '\\.')}[a-z-]+$`)).map(key => ({
    code: key.slice(beginning.length),
    words: inWords(messages[key]),
  }))

/** The same for messages of two: a title, and a text under the same key with `-text`. */
const titled = (messages, beginning) =>
  plain(messages, beginning)
    .filter(({ code }) => `${beginning}${code}-text` in messages)
    .map(({ code, words }) => ({
      code,
      words: `**${words}.** ${inWords(messages[`${beginning}${code}-text`])}`,
    }))

/** Messages by their whole keys. */
const named = (messages, pattern) =>
  keysLike(messages, pattern).map(key => [mono(key), inWords(messages[key])])

const atForms =
  /^(operators|roles|profile|inbox(?!\.channel)|panel-settings|update-policy|many-updates|safe-mode|installations\.addresses)\.([a-z-]+-)?(missing|long|short|wrong|taken|gone|half|too-many|yourself|nobody-left|spend-needs-addons|unknown|no-version|none-chosen|many)$/

export const groups = [
  {
    title: 'Pages that can’t be shown',
    about:
      'In place of the page that was asked for, with a link to the first page. A request that can’t be read at all (any other status from 400 to 499) shows `not-found`, too.',
    columns: ['code', 'status', 'words'],
    rows(facts) {
      const statusOf = statusesBy(facts, /showProblem\(\s*res,\s*(?<status>\d{3}),\s*'(?<code>[a-z-]+)'/g)
      const ofDisk = statusesBy(facts, /[{,] '?(?<code>full|read-only|failing)'?: (?<status>\d{3})\b/g)
      return titled(facts.messages, 'errors.').map(({ code, words }) => [
        mono(code),
        statusOf(code) || ofDisk(code.replace('disk-', '')),
        words,
      ])
    },
  },
  {
    title: 'Changes that came to nothing',
    about:
      'Installing, updating, activating, deactivating, uninstalling, repairing, purchasing, cancelling, going back. Refused before it began: status 409, on the page where it was pressed. Failed on the way: on the page of the operation, and afterwards on the page of the add-on, in its grid, in Updates and on Status, as far as it still stands. On the command line: exit code 1.',
    columns: ['code', 'words', 'raised by'],
    rows: facts =>
      plain(facts.messages, 'operations.failure.').map(({ code, words }) => [
        mono(code),
        words,
        code === 'other' ? 'a code of another version' : raising(facts, code).join('<br>'),
      ]),
  },
  {
    title: 'Logins to the client area',
    about: 'On a page of its own, on the way back from the client area; nothing was stored.',
    columns: ['code', 'status', 'words'],
    rows(facts) {
      const statusOf = statusesBy(facts, /^ {2}'?(?<code>[a-z ]+)'?: \{ status: (?<status>\d{3}), again/gm)
      return titled(facts.messages, 'connection.failed.').map(({ code, words }) => [
        mono(code),
        statusOf(code),
        words,
      ])
    },
  },
  {
    title: 'The connection',
    about: 'In the frame “Client area” of Add-ons, of an add-on’s page and of Updates, until it is mended.',
    columns: ['code', 'words'],
    rows: ({ messages }) => [
      ...titled(messages, 'connection.').map(({ code, words }) => [mono(code), words]),
      ...['connection.licence', 'connection.offline', 'connection.still-granted'].map(key => [
        mono(key.slice('connection.'.length)),
        inWords(messages[key]),
      ]),
    ],
  },
  {
    title: 'The catalogue',
    about:
      'After **Refresh** (status 303, then on the page it leads to) and of `npx souk catalogue refresh`. The short form stands on Status and in the notice on top of every page.',
    columns: ['code', 'words', 'short form'],
    rows: ({ messages }) =>
      plain(messages, 'catalogue.failed.').map(({ code, words }) => [
        mono(code),
        words,
        inWords(messages[`catalogue.reason.${code}`]),
      ]),
  },
  {
    title: 'Ways to the servers',
    about: 'On Status and of `npx souk status`, beside the step that failed.',
    columns: ['code', 'words'],
    rows: ({ messages }) => named(messages, /^status\.trouble$/),
  },
  {
    title: 'Why there is no button',
    about: 'On the page of an add-on, in place of Install, Purchase, Update, Manage or Cancel.',
    columns: ['message', 'words'],
    rows: ({ messages }) =>
      named(
        messages,
        /^(addons\.offer\.(stopped|not-supported|older|withdrawn|licence-inactive|may-not-spend|newer-help-desk|update-needs-purchase|altered|manage-needs)|addons\.update\.(login|stopped|other-major)|purchases\.(no-price|copy|moved-or-copy|obstacle|unlisted|withdraw-needs)|cancellations\.elsewhere|many-updates\.why\..*)$/,
      ),
  },
  {
    title: 'Purchases, invoices and cancellations',
    about:
      'On the page of an add-on and on Purchases, as long as it stands so. A price that changed before the press answers 409; nothing is charged.',
    columns: ['message', 'words'],
    rows: ({ messages }) =>
      named(
        messages,
        /^(purchases\.(price-changed(-text)?|nothing-charged|refusal|open\.(title|text)|said(\.stands|\.nothing-open)?|not-checked|not-withdrawn|notice\..*)|cancellations\.(unknown|unknown-text|not-cancelled|refused|refused-open))$/,
      ),
  },
  {
    title: 'Signing in',
    about: 'On the sign-in page: status 422; too many tries 429 with Retry-After.',
    columns: ['message', 'words'],
    rows: ({ messages }) => named(messages, /^sessions\.(incomplete|wrong|too-many)$/),
  },
  {
    title: 'Forms',
    about:
      'Status 422: the same page with what was typed, the words at the field and in the list on top of the page.',
    columns: ['message', 'words'],
    rows: ({ messages }) => named(messages, atForms),
  },
  {
    title: 'Settings of add-ons',
    about: 'Status 422, at the field; `limit` is what the add-on’s signed schema allows.',
    columns: ['code', 'words'],
    rows: ({ messages }) =>
      named(messages, /^settings\.error\./).map(([key, words]) => [
        key.replace('settings.error.', ''),
        words,
      ]),
  },
  {
    title: 'Pages and public addresses of add-ons',
    about: 'In place of what the add-on shows, to operators and to customers.',
    columns: ['code', 'status', 'words'],
    rows(facts) {
      const statusOf = statusesBy(facts, /showAway\((?:[^\n]*, )?(?<status>\d{3}), '(?<code>[a-z]+)'\)/g)
      return plain(facts.messages, 'pages.away.').map(({ code, words }) => [
        mono(code),
        statusOf(code),
        words,
      ])
    },
  },
  {
    title: 'Notices',
    about: 'On top of every page, for whoever may see add-ons, as long as it stands so.',
    columns: ['message', 'words'],
    rows: ({ messages }) => named(messages, /^layout\.(lost|news\.(?!addon$).*)$/),
  },
]
