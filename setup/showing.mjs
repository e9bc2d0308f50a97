import { join } from 'node:path'
import { root } from './folders.mjs'
import { run, tail } from './processes.mjs'

/** Together they show every template, which `npm run validate` makes sure of. */
const templates = [
  ...'activity cancellations-pages errors first-operator inbox installations manage-code operators panel-settings'.split(
    ' ',
  ),
  ...'profile purchases-pages roles safe-mode sessions settings updates-many updates-pages'.split(' '),
  ...'connection/address connection/failures connection/login code/addon-pages code/page-errors'.split(' '),
  ...'updates/offered-pages updates/put-back-pages'.split(' '),
  ...'journeys/addon-pages journeys/components journeys/help journeys/pages'.split(' '),
]
  .map(name => `test/${name}.test.ts`)
  .concat(
    ['', '-cards', '-invoices', '-licences', '-subscriptions'].map(
      name => `client-area/test/pages${name}.test.ts`,
    ),
  )

/** More states of the same: before, while and after, with notices, with money due, long words */
const states = [
  ...'catalogue consequences first-steps operations withdrawals entitlements/pages'.split(' '),
  ...'journeys/contract journeys/inbox journeys/many-updates journeys/updating'.split(' '),
].map(name => `test/${name}.test.ts`)

/** Has the tests show every page and fragment, and keeps one of each shape in a folder; `all`: in every state they know. */
export async function show(folder, tell, { all = false } = {}) {
  const env = { ...process.env, NODE_ENV: 'test', UV_THREADPOOL_SIZE: '16', SHOWN_PAGES: folder }
  const mocha = [join(root, 'node_modules/mocha/bin/mocha.js'), '--exit', '--parallel', '--jobs', '3']
  const tests = all ? [...templates, ...states] : templates
  const { code, output } = await run(process.execPath, [...mocha, ...tests], { env })
  // what they showed is looked at all the same
  if (code !== 0) tell(`Some of these tests failed:\n${tail(output, 40)}`)
}
