import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { problemsOfPage } from './support/html.ts'
import { startPanel, type TestPanel } from './support/panel.ts'

describe('A request that is not as it should be', () => {
  let panel: TestPanel
  before(async () => {
    panel = await startPanel()
  })
  after(() => panel.stop())

  it('gets a page without a trace of our code', async () => {
    const ada = await panel.as('ada')
    const token = (await ada.get('/profile')) && (await ada.token())
    const answers = [
      await ada.fetch('/nothing-here'),
      await ada.fetch('/operators/%zz'),
      await ada.fetch('/operators/%ff%fe'),
      await ada.fetch('/operators/00000000-0000-0000-0000-000000000000'),
      await ada.fetch(`/operators/${'x'.repeat(5000)}`),
      await ada.fetch('/operators/__proto__'),
      await ada.fetch('/activity?operator[]=a&page=-1&from=9999-99-99&to[]=x'),
      await ada.post('/operators', { _csrf: token, name: 'x'.repeat(200_000) }),
      await ada.post('/roles', {
        _csrf: token,
        ...Object.fromEntries(Array.from({ length: 600 }, (_, i) => [`f${i}`, ''])),
      }),
      await ada.post('/roles', { _csrf: token, name: 'x', 'permissions[__proto__]': 'y', __proto__x: 'z' }),
      await ada.post(
        '/profile',
        { _csrf: token },
        { 'content-type': 'application/x-www-form-urlencoded; charset=utf-7' },
      ),
    ]
    expect(answers.map(({ status }) => status)).to.deep.equal([
      404, 400, 400, 404, 404, 404, 200, 413, 413, 303, 415,
    ])
    for (const { html } of answers) expect(html).not.to.match(/\bat .*\.(ts|js):\d|node_modules|Error:/)
    expect(answers[7]?.text).to.include('That was too much at once')
  })

  it('gets a page with a number of the log when something of ours breaks', async () => {
    const logged: object[] = []
    const note = (details: object) => void logged.push(details)
    const broken = await startPanel({ log: { debug: note, info: note, warn: note, error: note } })
    const ada = await broken.as('ada')
    broken.services.roles.list = () => Promise.reject(new Error('secret cause'))
    const { status, text, html } = await ada.get('/roles')
    expect(status).to.equal(500)
    expect(html).not.to.include('secret cause')
    const [reference = ''] = /[0-9a-f]{8}/.exec(text) ?? []
    expect(logged.at(-1)).to.include({ reference, method: 'GET', path: '/roles' })

    broken.services.sessions.find = () => Promise.reject(new Error('secret cause'))
    const worse = await ada.get('/roles')
    expect(worse.status).to.equal(500)
    expect(worse.text).to.include('Something went wrong')
    expect(await problemsOfPage(worse.html)).to.deep.equal([])
    await broken.stop()
  })

  const troubles = [
    {
      words: ['The disk is full', 'Nothing was changed. Make room'],
      codes: ['SQLITE_FULL', '53100', 'ENOSPC'],
    },
    { words: ['The disk takes no writes', 'Nothing was changed. Make'], codes: ['SQLITE_READONLY', 'EROFS'] },
    { words: ['The disk reports errors', 'Have the disk checked'], codes: ['SQLITE_IOERR', '58030', 'EIO'] },
  ]
  for (const { words, codes } of troubles)
    it(`is told what is wrong with the disk and what to do: “${words.join('”, “')}”`, async () => {
      const ada = await panel.as('ada')
      const { list } = panel.services.roles
      for (const code of codes) {
        const cause = Object.assign(new Error('COMMIT; at /srv/souk/panel.db'), { code })
        panel.services.roles.list = () => Promise.reject(new Error('not stored', { cause }))
        const { status, text, html } = await ada.get('/roles')
        expect(status, code).to.equal(words[0] === 'The disk is full' ? 507 : 500)
        for (const said of words) expect(text).to.include(said)
        expect(html).not.to.include('/srv/')
        expect(await problemsOfPage(html)).to.deep.equal([])
      }
      panel.services.roles.list = list
    })

  it('is told that nothing is stored of it in a cache', async () => {
    const ada = await panel.as('ada')
    const { headers } = await ada.fetch('/profile')
    expect(headers.get('cache-control')).to.match(/no-store|private/)
  })
})
