import { newContext } from '../../support/browser.ts'
import type { Client } from '../../support/client.ts'
import type { Weighed } from './budget.ts'
import { served } from './served.ts'
import { type Sent, visit } from './visiting.ts'

const grid = '/addons'

/** The grid and what belongs to it, as a browser would be sent them; pictures are those of its cards. */
export const weighed = async (who: Client, language: string): Promise<Weighed> => {
  const cookie = [...who.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const ask = (path: string) => served(new URL(path, who.url).href, { cookie })
  const page = await ask(grid)
  const found = (pattern: RegExp) =>
    [...page.text.matchAll(pattern)].map(([, path = '']) => path.replaceAll('&amp;', '&'))
  const pictures = found(/<img src="([^"]+)"/g)
  const weightOf = async (paths: string[]) => Promise.all(paths.map(async path => (await ask(path)).bytes))
  const sum = (all: number[]) => all.reduce((total, one) => total + one, 0)
  const [css, script, icons] = [
    await weightOf(found(/<link rel="stylesheet" href="([^"]+)"/g)),
    await weightOf(found(/<script src="([^"]+)"/g)),
    await weightOf(pictures),
  ]
  return {
    language,
    cards: page.text.split('<article class="card">').length - 1,
    html: page.bytes,
    css: sum(css),
    script: sum(script),
    largestPicture: Math.max(0, ...icons),
    requests: 1 + css.length + script.length,
    all: page.bytes + sum(css) + sum(script) + sum(icons),
    elsewhere: found(/<(?:link|script|img|source|iframe)\b[^>]*?(?:src|href)="([^"]+)"/g).filter(
      path => new URL(path, who.url).origin !== new URL(who.url).origin,
    ),
  }
}

/** The same, looked at with Chromium: so many first visits, each with an empty cache, and a second one. */
export const looked = async (who: Client, language: string, visits: number): Promise<Weighed> => {
  const counted = await weighed(who, language)
  const times: number[] = []
  let first = await coldAndWarm(who, language)
  for (let n = 0; n < visits; n++) {
    first = await coldAndWarm(who, language)
    times.push(first.cold.visibleMs)
  }
  const { cold, warm } = first
  const fresh = warm.sent.filter(({ isCached }) => !isCached)
  return {
    ...counted,
    cards: cold.cards,
    requests: cold.sent.length,
    all: sumOf(cold.sent),
    visibleMs: times.toSorted((a, b) => a - b)[visits >> 1] ?? 0,
    again: { kinds: fresh.map(({ kind }) => kind), all: sumOf(fresh) },
    elsewhere: cold.sent.map(({ url }) => url).filter(url => new URL(url).origin !== new URL(who.url).origin),
  }
}

const sumOf = (sent: Sent[]) => sent.reduce((sum, { bytes }) => sum + bytes, 0)

const coldAndWarm = async (who: Client, language: string) => {
  const context = await newContext({ language })
  try {
    await context.addCookies([...who.cookies].map(([name, value]) => ({ name, value, url: who.url })))
    const cold = await visit(context, who.url + grid)
    return { cold, warm: await visit(context, who.url + grid) }
  } finally {
    await context.close()
  }
}
