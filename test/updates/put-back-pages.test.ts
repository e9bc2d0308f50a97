import { expect } from 'chai'
import { describe, it } from 'mocha'
import { updatesIn } from '../../db/updates.ts'
import { failure } from '../../marketplace/failures.ts'
import { codeSample } from '../support/code-samples.ts'
import {
  germanReleases,
  installed,
  shakyReleases,
  statusOf,
  stored,
  updatesDesk,
  valid,
} from '../support/updates-desk.ts'
import { endOf } from '../support/updating.ts'

const clumsyReleases = [
  codeSample('clumsy', 'export default {}'),
  codeSample('clumsy', "export default { migrate() { throw new Error('cannot <b>read</b> it\\u202e') } }", {
    version: '1.1.0',
  }),
]

describe('Updates that fail, as an operator sees them', function () {
  this.timeout(60_000)
  const { open } = updatesDesk([...germanReleases, ...clumsyReleases, ...shakyReleases])

  it('keep the old release running where the new one fails its trial, and say why', async () => {
    const { ada, panel } = await open('clumsy')
    const page = await ada.press('Update to 1.1.0')
    await valid(ada)
    expect(page.text)
      .to.include('Clumsy was not updated to 1.1.0')
      .and.to.include('failed when it was tried out beside the version that runs')
      .and.to.include('cannot <b>read</b> it')
      .and.to.include('Still running 1.0.0, with its settings and data as before.')
    expect(page.html).not.to.include('\u202e')
    expect(statusOf(page)).to.equal('Clumsy was not updated to 1.1.0')
    expect(await installed(panel, 'clumsy')).to.equal('1.0.0')
    const then = await ada.get('/addons/clumsy')
    await valid(ada)
    expect(then.text)
      .to.include('Clumsy was not updated to 1.1.0')
      .and.to.include('cannot <b>read</b> it')
      .and.to.include('How Clumsy went')
      .and.to.include('Update to 1.1.0')
  })

  it('put a release back that fails once it runs, and say so on its page, in the bar and in its row', async () => {
    const { ada, panel } = await open('shaky')
    const done = await ada.press('Update to 1.1.0')
    expect(done.text).to.include('Shaky was updated to 1.1.0')
    for (const _ of [1, 2, 3]) await panel.visitor().fetch('/hooks/shaky')
    const putBack = await endOf(panel, 'shaky', 'put-back')
    const page = await ada.get(`/operations/${putBack?.id}`)
    await valid(ada)
    expect(page.text)
      .to.include('Shaky was put back to 1.0.0')
      .and.to.include('it <i>shakes</i>')
      .and.to.include('Started by Souk')
    const then = await ada.get('/addons/shaky')
    await valid(ada)
    expect(then.text)
      .to.include('Shaky was put back from 1.1.0 to 1.0.0 on')
      .and.to.include('Version 1.0.0 is installed and active')
      .and.to.include('Update to 1.1.0')
    for (const path of ['/inbox', '/plugins', '/plugins/shaky']) {
      expect((await ada.get(path)).text, path).to.include('it <i>shakes</i>')
      await valid(ada)
    }
    const row = await ada.get('/plugins/shaky')
    expect(row.text, 'told once, as of the release that it was').to.include('Last error None')
    const line = (await panel.services.activity.list({ act: 'addon.put-back' }, 1)).lines[0]
    expect(line?.detail).to.include('it <i>shakes</i>').and.not.to.include('main.js')
  })

  it('tell everywhere that a release was put back, and why, until it is installed after all', async () => {
    const { ada, panel } = await open('german')
    const db = await stored(panel)
    const why = failure('fails-often', { failures: 3, calls: 4, why: 'no <luck>' })
    const putBack = { version: '1.2.0', to: '1.0.0', at: new Date().toISOString(), why }
    await updatesIn(db.knex).wish('german', { putBack })
    await db.close()
    const words = 'It failed in 3 of 4 calls. The last time: no <luck>'
    const page = await ada.get('/addons/german')
    await valid(ada)
    expect(page.text).to.match(/German was put back from 1\.2\.0 to 1\.0\.0 on/)
    expect(page.text.split(words)).to.have.lengthOf(3)
    expect((await ada.get('/inbox')).text)
      .to.include('German was put back from 1.2.0')
      .and.not.to.include('German 1.2.0 is available')
    expect((await ada.get('/languages')).text)
      .to.include('Put back from 1.2.0 on')
      .and.to.include(words)
    await ada.get('/addons/german')
    await ada.press('Update to 1.2.0')
    expect((await ada.get('/addons/german')).text).not.to.include('put back from')
  })
})
