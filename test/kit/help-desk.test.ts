import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Sample } from '../../catalogue/test/support.ts'
import { authorCommands } from '../../cli/souk-addon.ts'
import { root } from '../../config/root.ts'
import { soukItself } from '../../marketplace/activity.ts'
import type { Helper } from '../../marketplace/inbox.ts'
import { buildRunner } from '../../setup/build.mjs'
import { codeMarket, install, standIn, until } from '../support/code-panel.ts'
import { terminalOf } from '../support/commands.ts'

const run = terminalOf('souk-addon', authorCommands, () => ({}))
const ada: Helper = { kind: 'operator', id: 'ada', name: 'Ada' }

describe('What authors make with the kit', function () {
  this.timeout(60_000)
  let folder: string
  before(async () => {
    await buildRunner()
    folder = await mkdtemp(join(tmpdir(), 'souk-kit-'))
  })
  after(() => rm(folder, { recursive: true, force: true }))

  const begun = async (name: string, kind: string): Promise<Sample> => {
    await run('create', name, '--kind', kind, '--in', folder)
    const slug = name.toLowerCase()
    const text = (path: string) => readFile(join(folder, slug, '1.0.0', path), 'utf8')
    const main = await text('files/main.js')
    const manifest = JSON.parse(await text('manifest.json'))
    return {
      slug,
      manifest: { language: undefined, ...manifest },
      files: { 'files/messages.json': null, 'files/main.js': main },
    }
  }

  it('is installed and works on a help desk as it was begun', async () => {
    const service = await standIn()
    const market = await codeMarket([await begun('Chat', 'channel'), await begun('Words', 'plugin')])
    const panel = await market.panelWith(['words'])
    try {
      const { services } = panel
      await install(panel, 'chat')
      const settings = { values: { server: service.url }, secrets: { secret: 'abcdefgh' } }
      await services.code.allowed.put('chat', service.url, soukItself)
      expect(await services.manage.saveSettings('chat', settings, soukItself)).to.include({ kind: 'saved' })

      const told = await until(
        () =>
          panel.visitor().fetch('/hooks/chat/in', {
            method: 'POST',
            headers: { 'x-secret': 'abcdefgh' },
            body: JSON.stringify({ id: '1', from: 'ann', text: 'This is urgent' }),
          }),
        ({ status }) => status === 200,
      )
      expect(JSON.parse(told.html)).to.deep.equal({ isNew: true })
      const all = { words: '', state: 'all', channel: '', tag: '' } as const
      const [one] = await until(
        async () => (await services.inbox.list(all, 1)).conversations,
        ([found]) => found?.tags.includes('urgent') ?? false,
      )
      await services.inbox.reply(one?.id ?? '', { text: 'On it' }, ada)
      const [asked] = await until(
        () => service.asked,
        ({ length }) => length > 0,
      )
      expect(JSON.parse(asked?.body ?? '')).to.include({ to: 'ann', text: 'On it' })
    } finally {
      await panel.stop()
      await market.close()
      await service.close()
    }
  })

  it('passes the same checks as the add-ons that the vendor offers', async () => {
    const { code, err } = await run('check', join(root, 'catalogue/addons'))
    expect(err.split('\n').filter(line => line !== '' && !line.startsWith('Warning: '))).to.deep.equal([])
    expect(code).to.equal(0)
  })
})
