import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { soukItself } from '../../marketplace/activity.ts'
import { codeMarket, until } from '../support/code-panel.ts'
import { codeSample } from '../support/code-samples.ts'
import { problemsOfPage } from '../support/html.ts'
import type { TestPanel } from '../support/panel.ts'

const counting = codeSample(
  'counting',
  "const page = () => ({ title: 'Counts', blocks: [] }); export default { pages: { counts: page, open: page } }",
  {
    rights: {
      pages: [
        { id: 'counts', title: 'Counts <of> today', audience: 'operators' },
        { id: 'open', title: 'Open to all', audience: 'public' },
      ],
    },
  },
)

describe('The pages of add-ons', function () {
  this.timeout(60_000)
  let market: Awaited<ReturnType<typeof codeMarket>>
  let panel: TestPanel
  before(async () => {
    market = await codeMarket([counting])
    panel = await market.panelWith(['counting'])
  })
  after(async () => {
    await panel.stop()
    await market.close()
  })

  it('are found from the inbox by those who may not manage add-ons, while the add-on is active', async () => {
    const ben = await panel.as('ben')
    const { html, text } = await ben.get('/inbox')
    expect(html).to.include('<a href="/pages/counting/counts"><bdi>Counts &lt;of&gt; today</bdi></a>')
    expect(text).not.to.include('Open to all')
    expect(await problemsOfPage(html)).to.deep.equal([])
    expect((await ben.get('/pages/counting/counts')).text).to.include('Counts')

    await panel.services.manage.deactivate('counting', soukItself)
    await until(
      () => ben.get('/inbox'),
      page => !page.html.includes('/pages/counting/'),
    )
  })

  it('leave the address of an add-on without one of its own as text, since nothing answers there', async () => {
    const ada = await panel.as('ada')
    const { html } = await ada.get('/plugins/counting')
    expect(html).to.match(/<span dir="ltr" class="address">[^<]+\/hooks\/counting<\/span>/)
  })
})
