// npm run validate: has the tests show every page and fragment of the panel and of the client area, in all states they try,
// and lets the checker of the W3C (vnu, in Java) look at each of them and at the styles.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from './build.mjs'
import { forChecker, installDebianPackages } from './debian.mjs'
import { root } from './folders.mjs'
import { install } from './install.mjs'
import { run, tail } from './processes.mjs'
import { runProgram, step, Stop } from './say.mjs'

const checking = join(root, 'test/campaigns/validity/checking.ts')

/** Together they show every template, which the check at the end makes sure of. */
const showing = [
  ...'activity cancellations-pages errors first-operator inbox installations manage-code operators panel-settings'.split(
    ' ',
  ),
  ...'profile purchases-pages roles safe-mode sessions settings updates-many updates-pages'.split(' '),
  ...'connection/address connection/failures connection/login code/addon-pages code/page-errors'.split(' '),
  ...'journeys/addon-pages journeys/components journeys/help journeys/pages'.split(' '),
].map(name => `test/${name}.test.ts`)

await runProgram(async () => {
  await step('Packages', install)
  await step('Debian packages', installDebianPackages)
  await step('Java', tell => installDebianPackages(tell, forChecker))
  await step('Build', build)
  const folder = mkdtempSync(join(tmpdir(), 'souk-shown-'))
  try {
    await step('Pages', tell => show(folder, tell))
    const { code } = await run(process.execPath, ['--import', 'tsx', checking, folder], { show: true })
    if (code !== 0) throw new Stop('Not everything is valid: see above.')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

async function show(folder, tell) {
  const env = { ...process.env, NODE_ENV: 'test', UV_THREADPOOL_SIZE: '16', SHOWN_PAGES: folder }
  const mocha = [
    join(root, 'node_modules/mocha/bin/mocha.js'),
    '--exit',
    '--parallel',
    '--jobs',
    '3',
    ...showing,
  ]
  const { code, output } = await run(process.execPath, mocha, { env })
  // what they showed is looked at all the same
  if (code !== 0) tell(`Some of these tests failed:\n${tail(output, 40)}`)
}
