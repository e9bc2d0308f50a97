import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { authorCommands } from '../../cli/souk-addon.ts'
import { root } from '../../config/root.ts'
import { terminalOf } from '../support/commands.ts'
import { runNode } from '../support/programs.ts'

const compiler = join(root, 'node_modules/typescript/bin/tsc')
const run = terminalOf('souk-addon', authorCommands, () => ({}))

describe('The types for authors', function () {
  this.timeout(60_000)
  let folder: string
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'souk-types-'))
  })
  after(() => rm(folder, { recursive: true, force: true }))

  const compile = (project: string) => runNode([compiler, '-p', project, '--pretty', 'false'])

  it('say what the contract says, verb by verb and field by field', async () => {
    const project = join(folder, 'in-step.json')
    const options = {
      extends: join(root, 'tsconfig.json'),
      include: [],
      files: [join(root, 'test/kit/in-step.ts')],
    }
    await writeFile(
      project,
      JSON.stringify({ ...options, compilerOptions: { typeRoots: [join(root, 'node_modules/@types')] } }),
    )
    const { code, out } = await compile(project)
    expect([code, out]).to.deep.equal([0, ''])
  })

  it('fit the add-ons that the kit begins, and refuse what souk cannot do', async () => {
    expect((await run('create', 'Chat', '--kind', 'channel', '--in', folder)).code).to.equal(0)
    expect((await run('create', 'Words', '--kind', 'plugin', '--in', folder)).code).to.equal(0)
    for (const slug of ['chat', 'words']) {
      const { code, out } = await compile(join(folder, slug, 'jsconfig.json'))
      expect([code, out], slug).to.deep.equal([0, ''])
    }
    const wrong = `/** @type {import('../../souk.d.ts').Addon} */
export default { events: { async 'message.received'(event, souk) { await souk.files.read('/etc/passwd') } } }`
    await writeFile(join(folder, 'words/1.0.0/files/main.js'), wrong)
    expect((await compile(join(folder, 'words/jsconfig.json'))).out).to.match(
      /'files' does not exist on type 'Souk'/,
    )
  })
})
