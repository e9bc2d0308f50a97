import { existsSync } from 'node:fs'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

/** How somebody looks at a page: everything may be left out. */
export interface Visit {
  javaScript?: boolean
  width?: number
  height?: number
  dark?: boolean
  /** what the browser asks for, as in `ar` */
  language?: string
  reducedMotion?: boolean
}

/** A browser of one's own: its cookies are shared with nobody. */
export const newContext = async (visit: Visit = {}): Promise<BrowserContext> => {
  const context = await (await browser()).newContext({
    javaScriptEnabled: visit.javaScript ?? true,
    viewport: { width: visit.width ?? 1280, height: visit.height ?? 800 },
    colorScheme: visit.dark ? 'dark' : 'light',
    locale: visit.language ?? 'en',
    reducedMotion: visit.reducedMotion ? 'reduce' : 'no-preference',
    timezoneId: 'UTC',
  })
  context.setDefaultTimeout(10_000)
  return context
}

/** One page in a context of its own; `page.context()` makes more beside it. */
export const newPage = async (visit: Visit = {}): Promise<Page> => (await newContext(visit)).newPage()

/** What a page complained about in its console, and what broke in it; fill it from the first address on. */
export const complaintsOf = (page: Page) => {
  const complaints: string[] = []
  page.on('console', message => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  page.on('pageerror', error => complaints.push(error.message))
  return complaints
}

let launched: Promise<Browser> | undefined

/** One browser for all tests of a process, started when the first of them asks. */
const browser = () => (launched ??= launch())

/** Leaves no page open that could still ask an address after its panel is gone. */
export const closePages = async () => {
  for (const context of (await launched)?.contexts() ?? []) await context.close()
}

export const closeBrowser = async () => {
  const open = launched
  launched = undefined
  await (await open)?.close()
}

const place = '/usr/bin/chromium-headless-shell'

const launch = () => {
  const executablePath = process.env['CHROMIUM'] ?? (existsSync(place) ? place : undefined)
  if (!executablePath)
    throw new Error(
      'The tests need a browser: install the Debian package "chromium-headless-shell", or set CHROMIUM to its path.',
    )
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      // one process less for each browser: pages are drawn by the processor anyway
      '--disable-software-rasterizer',
      '--in-process-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}
