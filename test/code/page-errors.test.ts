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
  export default { hooks: { request: ({ path }) => ({
    status: path === '/wrong' ? 422 : 200,
    page: page(path === '/wrong' && { tone: 'bad', text: 'Look at this again.' }),
  }) } }`,
  { rights: { publicAddress: true } },
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
      /role="alert">\s*<p class="notice-title">Look at this again\.<\/p>\s*<ul>\s*<li><a href="#f2-name">Say &lt;your&gt; name\.<\/a>/,
    )
    expect(html).to.match(/<input id="f2-name"[^>]* aria-describedby="f2-name-error" aria-invalid="true"/)
    expect(await problemsOfPage(html)).to.deep.equal([])
  })

  it('has nothing of that before, and ends its lines also in text browsers', async () => {
    const { html } = await panel.visitor().fetch('/hooks/asking')
    expect(html).to.include('<title>Ask us</title>').and.to.include('First line<br>Second &lt;line&gt;</p>')
    expect(html).not.to.include('role="alert"')
  })
})
