import { expect } from 'chai'
import { newPage } from '../../test/support/browser.ts'
import { barriersOf, problemsOfPage } from '../../test/support/html.ts'
import type { Page } from './visitor.ts'

/** Valid HTML, one heading, a title of its own, no script; hinders nobody, light or dark; fits 320 pixels. */
export const expectSound = async (url: string, seen: Map<string, Page>) => {
  const titles = new Set([...seen.values()].map(({ html }) => /<title>(.*)<\/title>/.exec(html)?.[1]))
  expect(titles.size).to.equal(seen.size)
  for (const [name, { html }] of seen) {
    expect(await problemsOfPage(html), `${name}:\n${html}`).to.deep.equal([])
    expect(html.match(/<h1[ >]/g), name).to.have.lengthOf(1)
    expect(html, name).not.to.match(/<script|\son\w+=|\sstyle=/)
  }
  for (const dark of [false, true]) await look(url, seen, dark)
}

const look = async (url: string, seen: Map<string, Page>, dark: boolean) => {
  const page = await newPage({ javaScript: true, width: 320, dark })
  const place = `${url}/looked-at`
  for (const [name, { html }] of seen) {
    await page.route(place, route => route.fulfill({ contentType: 'text/html', body: html }))
    await page.goto(place)
    expect(await barriersOf(page), name).to.deep.equal([])
    const width = await page.evaluate<number>('document.documentElement.scrollWidth')
    expect(width, `${name} at 320 pixels`).to.be.at.most(320)
    await page.unroute(place)
  }
  await page.context().close()
}
