import type { BrowserContext, Page } from 'playwright-core'

export interface Sent {
  url: string
  /** Document, Stylesheet, Script, Image, ... */
  kind: string
  /** as it came over the network, headers too; 0 from the browser's cache */
  bytes: number
  isCached: boolean
}

/** Opens an address in a new page and tells everything that was asked for, and when the cards were drawn. */
export const visit = async (context: BrowserContext, url: string) => {
  const page = await context.newPage()
  try {
    const sent = await record(page)
    await page.addInitScript(watch)
    await page.goto(url, { waitUntil: 'networkidle' })
    const visibleMs = await page.evaluate<number>('window.cardsDrawn')
    return { sent: [...sent.values()], visibleMs, cards: await page.locator('.card').count() }
  } finally {
    await page.close()
  }
}

const record = async (page: Page) => {
  const sent = new Map<string, Sent>()
  const devTools = await page.context().newCDPSession(page)
  await devTools.send('Network.enable')
  devTools.on('Network.requestWillBeSent', ({ requestId, request, type = 'Other' }) => {
    if (!request.url.startsWith('data:'))
      sent.set(requestId, { url: request.url, kind: type, bytes: 0, isCached: false })
  })
  const change = (id: string, more: Partial<Sent>) => {
    const one = sent.get(id)
    if (one) Object.assign(one, more)
  }
  devTools.on('Network.requestServedFromCache', ({ requestId }) => change(requestId, { isCached: true }))
  devTools.on('Network.responseReceived', ({ requestId, response }) => {
    if (response.fromDiskCache) change(requestId, { isCached: true })
  })
  devTools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) =>
    change(requestId, { bytes: encodedDataLength }),
  )
  return sent
}

/** Runs in the page, from its first moment: notes when cards with their styles have been given to the screen. */
const watch = `
  const look = () => {
    const card = document.querySelector('.card')
    const isDrawn = card && getComputedStyle(card).display === 'flex' && document.readyState !== 'loading'
    requestAnimationFrame(isDrawn ? () => { window.cardsDrawn = performance.now() } : look)
  }
  requestAnimationFrame(look)
`
