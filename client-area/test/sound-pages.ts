import { AxeBuilder } from '@axe-core/playwright'
import { expect } from 'chai'
import type { Page as BrowserPage } from 'playwright-core'
import { newPage } from '../../test/support/browser.ts'
import { barriersOf, problemsOfPage } from '../../test/support/html.ts'
import type { Page } from './visitor.ts'

/**
 * Valid HTML, one heading, a title of its own, no script; hinders nobody, light or dark; fits 320 pixels. Where the
 * colours were looked at already, `inTheDark: false` saves the second look.
 */
export const expectSound = async (url: string, seen: Map<string, Page>, { inTheDark = true } = {}) => {
  const titles = new Set([...seen.values()].map(({ html }) => /<title>(.*)<\/title>/.exec(html)?.[1]))
  expect(titles.size).to.equal(seen.size)
  for (const [name, { html }] of seen) {
    expect(await problemsOfPage(html), `${name}:\n${html}`).to.deep.equal([])
    expect(html.match(/<h1[ >]/g), name).to.have.lengthOf(1)
    expect(html, name).not.to.match(/<script|\son\w+=|\sstyle=/)
  }
  await look(url, seen, inTheDark)
}

const look = async (url: string, seen: Map<string, Page>, inTheDark: boolean) => {
  const [light, dark] = [await narrowPage(false), await narrowPage(true)]
  for (const [name, { html }] of seen) {
    await show(light, url, html)
    expect(await barriersOf(light), name).to.deep.equal([])
    const width = await light.evaluate<number>('document.documentElement.scrollWidth')
    expect(width, `${name} at 320 pixels`).to.be.at.most(320)
    if (!inTheDark) continue
    await show(dark, url, html)
    expect(await faintTextOf(dark), `${name} in the dark`).to.deep.equal([])
  }
  await Promise.all([light.context().close(), dark.context().close()])
}

const narrowPage = (dark: boolean) => newPage({ javaScript: true, width: 320, dark })

const show = async (page: BrowserPage, url: string, html: string) => {
  const place = `${url}/looked-at`
  await page.route(place, route => route.fulfill({ contentType: 'text/html', body: html }))
  await page.goto(place)
  await page.unroute(place)
}

// what depends on the colours alone; the rest is the same in the light
const faintTextOf = async (page: BrowserPage) => {
  const { violations } = await new AxeBuilder({ page })
    .withRules(['color-contrast'])
    .setLegacyMode()
    .analyze()
  return violations.flatMap(({ nodes }) => nodes.map(({ html }) => html))
}
