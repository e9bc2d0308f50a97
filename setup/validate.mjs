// npm run validate: has the tests show every page and fragment of the panel and of the client area, in all states they try,
// and lets the checker of the W3C (vnu, in Java) look at each of them and at the styles.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from './build.mjs'
import { forChecker, installDebianPackages } from './debian.mjs'
import { root } from './folders.mjs'
import { install } from './install.mjs'
import { run } from './processes.mjs'
import { runProgram, step, Stop } from './say.mjs'
import { show } from './showing.mjs'

const checking = join(root, 'test/campaigns/validity/checking.ts')

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
