import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { openWorkbench, type Workbench } from '../../cli/author/workbench.ts'
import { authorCommands } from '../../cli/souk-addon.ts'
import { buildRunner } from '../../setup/build.mjs'
import { complaintsOf, newPage } from '../support/browser.ts'
import { terminalOf } from '../support/commands.ts'
import { barriersOf } from '../support/html.ts'

const run = terminalOf('souk-addon', authorCommands, () => ({}))

describe('The workbench of an author, in a browser', function () {
  this.timeout(60_000)
  let folder: string
  let bench: Workbench
  before(async () => {
    await buildRunner()
    folder = await mkdtemp(join(tmpdir(), 'souk-kit-'))
    await run('create', 'Words', '--kind', 'plugin', '--in', folder)
    bench = await openWorkbench(join(folder, 'words/1.0.0'), { port: 0 })
  })
  after(async () => {
    await bench.close()
    await rm(folder, { recursive: true, force: true })
  })

  it('shows by itself what a customer wrote and what changed in a file, but never takes away what is being typed', async () => {
    const page = await newPage()
    const complaints = complaintsOf(page)
    await page.goto(bench.url)
    await page.getByLabel('Message').fill('This is urgent')
    await page.getByRole('button', { name: 'Send it to the inbox' }).click()
    await page.getByText('open, urgent').waitFor()
    expect(await barriersOf(page)).to.deep.equal([])

    const main = join(folder, 'words/1.0.0/files/main.js')
    const good = await readFile(main, 'utf8')
    await page.getByLabel('Message').fill('Half a sent')
    await writeFile(main, 'export default {')
    const other = await newPage()
    await other.goto(bench.url)
    await other.getByText('It does not run. SyntaxError').waitFor()
    expect(await page.getByLabel('Message').inputValue()).to.equal('Half a sent')
    await writeFile(main, good)
    await other.getByText('It does not run.').waitFor({ state: 'detached' })

    expect(await barriersOf(other)).to.deep.equal([])
    await page.getByLabel('Message').fill('')
    await page.getByRole('link', { name: 'Words in messages' }).click()
    await page.getByRole('heading', { name: 'Words in messages' }).waitFor()
    expect(complaints).to.deep.equal([])
  })
})
