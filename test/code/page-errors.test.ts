import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { codeMarket } from '../support/code-panel.ts'
import { codeSample } from '../support/code-samples.ts'
import { problemsOfPage } from '../support/html.ts'
import type { TestPanel } from '../support/panel.ts'

const asking = codeSample(
  'asking',
  `const page = notice => ({
    title: 'Ask us',
    ...(notice && { notice }),
    blocks: [
      { kind: 'text', text: 'First line\\nSecond <line>' },
      { kind: 'form', submit: 'Send', fields: [
        { type: 'text', name: 'name', label: 'Name', required: true, ...(notice && { error: 'Say <your> name.' }) },
        { type: 'text', name: 'place', label: 'Place' } ] },
    ],
  })
  export default { pages: { never() { throw new Error('not today') } }, hooks: { request: ({ path }) => ({
    status: path === '/wrong' ? 422 : 200,
    page: page(path === '/wrong' && { tone: 'bad', text: 'Look at this again.' }),
  }) } }`,
  {
    rights: { publicAddress: true, pages: [{ id: 'never', title: 'Never', audience: 'operators' }] },
  },
)

describe('A page of an add-on with a mistake in its form', function () {
  this.timeout(60_000)
  let market: Awaited<ReturnType<typeof codeMarket>>
  let panel: TestPanel
  before(async () => {
    market = await codeMarket([asking])
    panel = await market.panelWith(['asking'])
  })
  after(async () => {
    await panel.stop()
    await market.close()
  })

  it('says so in its title, and leads from each mistake to its field', async () => {
    const { status, html } = await panel.visitor().fetch('/hooks/asking/wrong')
    expect(status).to.equal(422)
    expect(html).to.include('<title>Error: Ask us</title>')
    expect(html).to.match(
      /class="notice bad">\s*<p class="notice-title">Look at this again\.<\/p>\s*<ul>\s*<li><a href="#f2-name">Say &lt;your&gt; name\.<\/a>/,
    )
    expect(html).to.match(/<input id="f2-name"[^>]* aria-describedby="f2-name-error" aria-invalid="true"/)
    expect(await problemsOfPage(html)).to.deep.equal([])
  })

  it('has nothing of that before, and ends its lines also in text browsers', async () => {
    const { html } = await panel.visitor().fetch('/hooks/asking')
    expect(html).to.include('<title>Ask us</title>').and.to.include('First line<br>Second &lt;line&gt;</p>')
    expect(html).not.to.include('class="notice')
  })

  it('that is not there says so on a page of its own, to visitors and to operators', async () => {
    const headers = { accept: 'text/html' }
    const nowhere = await panel.visitor().fetch('/hooks/nobody', { headers })
    expect([nowhere.status, nowhere.text]).to.deep.equal([
      404,
      'There is nothing at this address Check it for a slip, or ask whoever gave it to you.',
    ])
    expect(await problemsOfPage(nowhere.html)).to.deep.equal([])
    const never = await (await panel.as('ada')).get('/pages/asking/never')
    expect([never.status, never.text.includes('did not answer as it should')]).to.deep.equal([502, true])
    expect(await problemsOfPage(never.html)).to.deep.equal([])
  })
})
