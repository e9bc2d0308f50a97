import { expect } from 'chai'
import { newPage } from './browser.ts'
import { barriersOf, problemsOfFragment, problemsOfPage } from './html.ts'

const page = (body: string) =>
  `<!doctype html><html lang="en"><head><title>Souk</title></head><body><main><h1>Add-ons</h1>${body}</main></body></html>`

describe('The test ground for pages', () => {
  it('runs Chromium with JavaScript and without', async () => {
    for (const javaScript of [true, false]) {
      const visitor = await newPage({ javaScript })
      await visitor.goto(
        'data:text/html,<p>Plain<noscript>no script here</noscript><script>document.body.append("script")</script>',
      )
      expect(await visitor.locator('body').innerText()).to.include(javaScript ? 'script' : 'no script here')
      await visitor.context().close()
    }
  })

  it('finds what hinders people', async () => {
    const visitor = await newPage({ dark: true, width: 320 })
    await visitor.setContent(page('<p>Fine</p>'))
    expect(await barriersOf(visitor)).to.deep.equal([])
    await visitor.setContent(page('<img src="data:,">'))
    expect((await barriersOf(visitor)).join()).to.include('image-alt')
    await visitor.context().close()
  })

  it('finds invalid HTML in pages and in fragments', async () => {
    expect(await problemsOfPage(page('<p>Fine</p>'))).to.deep.equal([])
    expect((await problemsOfPage('<p>No document</p>')).join()).to.include('doctype')
    expect(await problemsOfFragment('<p>Fine</p>')).to.deep.equal([])
    expect((await problemsOfFragment('<ul><p>Not here</p></ul>')).join()).to.include('ul')
  })
})
