import type { Sample } from '../../../catalogue/test/support.ts'
import { buildRunner } from '../../../setup/build.mjs'
import { newClient } from '../../support/client.ts'
import { standIn } from '../../support/code-panel.ts'
import { market } from '../../support/market.ts'
import { demoPassword } from '../../../db/seeds/demo.ts'
import { startDesk } from './desk.ts'

/** A catalogue, a panel that reads it, an operator in a browser, visitors, and a server that nobody is to reach. */
export const openStand = async (samplesFor: (trap: string) => Sample[]) => {
  await buildRunner()
  const trap = await standIn()
  const shop = await market(samplesFor(new URL(trap.url).port))
  const desk = await startDesk({ url: shop.url, root: shop.root, folder: shop.shop.at('reader') })
  const ada = newClient(desk.url, '/profile')
  await ada.get('/sign-in')
  await ada.press('Sign in', { email: 'ada@example.com', password: demoPassword })

  /** A visitor of an add-on's public address, each time from another network. */
  const ask = async (slug: string, path = '', init: Pick<RequestInit, 'method' | 'body'> = {}) => {
    const begun = performance.now()
    const headers = { 'x-forwarded-for': anyAddress() }
    const reply = await fetch(`${desk.url}/hooks/${slug}${path}`, { redirect: 'manual', ...init, headers })
    const html = await reply.text()
    return { status: reply.status, headers: reply.headers, html, ms: performance.now() - begun }
  }
  return {
    desk,
    ada,
    ask,
    trap,
    async close() {
      await desk.end()
      await trap.close()
      await shop.close()
    },
  }
}
export type Stand = Awaited<ReturnType<typeof openStand>>

let visitors = 0
const anyAddress = () => {
  visitors += 1
  return `100.${(visitors >> 16) & 255}.${(visitors >> 8) & 255}.${visitors & 255}`
}
