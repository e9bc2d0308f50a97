// npm run campaign:access, :archives, :code, :crash, :kills, :money, :repository, :stay-up, and npm run weight: the long form of a
// campaign; writes what it measured into docs/assurance.md, docs/access.md or docs/performance.md.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { accessFigures } from './access-figures.mjs'
import { archiveFigures } from './archive-figures.mjs'
import { build } from './build.mjs'
import { codeFigures } from './code-figures.mjs'
import { crashFigures } from './crash-figures.mjs'
import { installDebianPackages } from './debian.mjs'
import { root } from './folders.mjs'
import { install } from './install.mjs'
import { killsFigures } from './kills-figures.mjs'
import { moneyFigures } from './money-figures.mjs'
import { run } from './processes.mjs'
import { repositoryFigures } from './repository-figures.mjs'
import { runProgram, say, step, Stop } from './say.mjs'
import { show } from './showing.mjs'
import { stayUpFigures } from './stay-up-figures.mjs'
import { weightFigures } from './weight-figures.mjs'

const campaigns = {
  access: {
    program: 'test/campaigns/access/campaign.ts',
    figuresOf: accessFigures,
    page: 'docs/access.md',
    looksAtShown: true,
  },
  archives: { program: 'test/campaigns/archives/campaign.ts', figuresOf: archiveFigures },
  code: { program: 'test/campaigns/hostile-code/campaign.ts', figuresOf: codeFigures },
  crash: { program: 'test/campaigns/crash/campaign.ts', figuresOf: crashFigures },
  kills: { program: 'test/campaigns/kills/campaign.ts', figuresOf: killsFigures },
  money: { program: 'test/campaigns/money/campaign.ts', figuresOf: moneyFigures },
  repository: { program: 'test/campaigns/repository/campaign.ts', figuresOf: repositoryFigures },
  'stay-up': { program: 'test/campaigns/stay-up/campaign.ts', figuresOf: stayUpFigures },
  weight: {
    program: 'test/campaigns/weight/campaign.ts',
    figuresOf: weightFigures,
    page: 'docs/performance.md',
  },
}

await runProgram(async () => {
  const name = process.argv[2] ?? ''
  const campaign = campaigns[name]
  if (!campaign) throw new Stop(`Name a campaign: ${Object.keys(campaigns).join(', ')}.`)
  await step('Packages', install)
  await step('Debian packages', installDebianPackages)
  const { code, figures } = await measured(campaign)
  const { page = 'docs/assurance.md', figuresOf } = campaign
  if (figures) write(page, name, figuresOf(figures))
  if (code !== 0) throw new Stop(`The campaign "${name}" found something that does not hold: see above.`)
  say(`${page} tells the figures of this run.`)
})

/** Runs the campaign; its figures come in a file, whatever it says meanwhile. */
async function measured({ program, looksAtShown }) {
  const folder = mkdtempSync(join(tmpdir(), 'souk-figures-'))
  const file = join(folder, 'figures.json')
  const shown = mkdtempSync(join(tmpdir(), 'souk-shown-'))
  try {
    // as with the tests: several databases share one process
    const env = { ...process.env, NODE_ENV: 'test', UV_THREADPOOL_SIZE: '16', FIGURES: file }
    if (looksAtShown) {
      await step('Build', build)
      await step('Pages', tell => show(shown, tell, { all: true }))
    }
    const { code } = await run(process.execPath, ['--import', 'tsx', program, shown], { env, show: true })
    return { code, figures: code === 0 || code === 1 ? readIfThere(file) : undefined }
  } finally {
    for (const one of [folder, shown]) rmSync(one, { recursive: true, force: true })
  }
}

function readIfThere(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

/** Replaces what stands between the two marks of a campaign. */
function write(page, name, figures) {
  const file = join(root, page)
  const text = readFileSync(file, 'utf8')
  const marks = [`<!-- campaign: ${name} -->`, `<!-- end of campaign: ${name} -->`]
  const [from, to] = marks.map(mark => text.indexOf(mark))
  if (from < 0 || to < from) throw new Stop(`${page} has lost its marks ${marks.join(' and ')}.`)
  writeFileSync(file, `${text.slice(0, from)}${marks[0]}\n${figures}\n${text.slice(to)}`)
}
