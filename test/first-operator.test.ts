import { expect } from 'chai'
import { describe, it } from 'mocha'
import { problemsOfPage } from './support/html.ts'
import { startPanel } from './support/panel.ts'

describe('The first operator', () => {
  it('is made by a link that works once, for a day, while nobody can sign in', async () => {
    let time = new Date('2026-03-01T10:00:00Z')
    const panel = await startPanel({ seeded: false, now: () => time })
    const { firstOperatorLinks, paths } = panel.services
    const old = paths.firstOperator(await firstOperatorLinks.make(24))
    const token = await firstOperatorLinks.make(24)
    const link = paths.firstOperator(token)
    const visitor = panel.visitor()
    for (const wrong of [old, link.toLowerCase(), `${link}x`, paths.firstOperator('x')])
      expect((await visitor.fetch(wrong)).status, wrong).to.be.oneOf([404, 303])

    await visitor.get(link)
    expect(await problemsOfPage(visitor.page().html)).to.deep.equal([])
    const short = await visitor.press('Make the first operator', {
      name: 'Zoe',
      email: 'zoe@example.com',
      password: 'short',
    })
    expect(short.status).to.equal(422)
    expect(short.text).to.include('at least 12 characters')
    await visitor.press('Make the first operator', { password: 'a long enough one' })
    expect(visitor.page().text).to.include('Zoe , Your profile Sign out')
    expect((await visitor.get('/operators')).text).to.include('zoe@example.com Owner')
    expect((await panel.visitor().fetch(link)).status).to.equal(404)

    time = new Date('2026-03-03T10:00:00Z')
    expect(await firstOperatorLinks.isValid(token)).to.equal(false)
    await panel.stop()
  })

  it('is not made by a link that is a day old', async () => {
    let time = new Date('2026-03-01T10:00:00Z')
    const panel = await startPanel({ seeded: false, now: () => time })
    const link = panel.services.paths.firstOperator(await panel.services.firstOperatorLinks.make(24))
    time = new Date('2026-03-02T09:59:00Z')
    expect((await panel.visitor().fetch(link)).status).to.equal(200)
    time = new Date('2026-03-02T10:00:00Z')
    expect((await panel.visitor().fetch(link)).status).to.equal(404)
    await panel.stop()
  })
})
