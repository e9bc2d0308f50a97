import type { Page } from 'playwright-core'

/** One way of looking at a page: colours, width, size of text, direction, spacing. What is left out is usual. */
export interface Mode {
  name: string
  colours?: 'dark' | 'forced'
  width?: number
  /** of all text, in percent */
  text?: number
  isTurned?: boolean
  /** lines and letters as far apart as WCAG 1.4.12 lets people set them */
  isSpaced?: boolean
}

export const modes: Mode[] = [
  { name: 'light' },
  { name: 'dark', colours: 'dark' },
  { name: 'forced colours', colours: 'forced' },
  { name: '320 px', width: 320 },
  { name: '200 % text', width: 640, text: 200 },
  { name: 'right to left', width: 320, isTurned: true },
  { name: 'spaced text', width: 320, isSpaced: true },
]

/** Has the page that is open be seen so; it is not loaded again. */
export const look = async (page: Page, mode: Mode) => {
  await page.emulateMedia({
    colorScheme: mode.colours === 'dark' ? 'dark' : 'light',
    forcedColors: mode.colours === 'forced' ? 'active' : 'none',
    reducedMotion: 'reduce',
  })
  await page.setViewportSize({ width: mode.width ?? 1280, height: 800 })
  await page.evaluate(change(mode))
}

const spacing = `* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
p { margin-block-end: 2em !important }`

// a sheet of its own: the page's policy lets no style element in
const change = ({ text = 100, isTurned = false, isSpaced = false }: Mode) => `(() => {
  const root = document.documentElement
  root.style.fontSize = '${text}%'
  root.dataset.was ??= root.dir || 'ltr'
  root.dir = ${isTurned} ? 'rtl' : root.dataset.was
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(${isSpaced} ? ${JSON.stringify(spacing)} : '')
  document.adoptedStyleSheets = [sheet]
})()`

/** What is wrong with the room that a page takes: it is wider than the window, or hides a part of its text. */
export const cutOn = async (page: Page) => (await page.evaluate(cut)) as string[]

const cut = `(() => {
  const found = []
  const { scrollWidth, clientWidth } = document.documentElement
  if (scrollWidth > clientWidth) found.push('The page is ' + scrollWidth + ' px wide, the window ' + clientWidth)
  for (const one of document.querySelectorAll('body *')) {
    if (one.closest('.hidden,svg,option,select,textarea,input')) continue
    const hasText = [...one.childNodes].some(({ nodeType, data }) => nodeType === 3 && data.trim())
    const { overflowX, overflowY } = getComputedStyle(one)
    const isCut = (overflowX !== 'visible' && overflowX !== 'auto' && one.scrollWidth > one.clientWidth + 1) ||
      (overflowY === 'hidden' && one.scrollHeight > one.clientHeight + 1)
    if (hasText && isCut) found.push('Text is cut: ' + one.outerHTML.slice(0, 120))
  }
  return found
})()`

/** What moves although nobody wants anything to. */
export const movingOn = async (page: Page) => (await page.evaluate(moving)) as string[]

const moving = `[...document.querySelectorAll('*')].filter(one => {
  const { transitionDuration, animationName, animationDuration, scrollBehavior } = getComputedStyle(one)
  const lasts = durations => durations.split(',').some(one => parseFloat(one) > 0.01)
  return lasts(transitionDuration) || (animationName !== 'none' && lasts(animationDuration)) || scrollBehavior === 'smooth'
}).map(one => one.tagName + '.' + one.className)`

/** Links and buttons that are called alike on one page and do different things: as if there were ten times "Install". */
export const alikeOn = async (page: Page) => (await page.evaluate(alike)) as string[]

const alike = `(() => {
  const known = new Map()
  const found = new Set()
  for (const one of document.querySelectorAll('a[href],button,summary')) {
    // two people, or two add-ons, may have one name; the row says more
    const isGiven = one.firstElementChild?.tagName === 'BDI' && one.firstElementChild.innerText === one.innerText
    if (!one.checkVisibility() || isGiven) continue
    const form = one.form
    const labels = one.getAttribute('aria-labelledby')?.split(' ').map(id => document.getElementById(id)?.innerText)
    const named = labels?.join(' ') ?? one.getAttribute('aria-label') ?? one.innerText
    const name = named.replace(/\\s+/g, ' ').trim()
    const does = one.tagName === 'SUMMARY' ? Math.random() : one.href ?? [form?.action, one.name, one.value].join(' ')
    const kind = one.tagName === 'A' ? 'link' : 'button'
    const before = known.get(kind + name)
    if (before !== undefined && before !== does) found.add(kind + ' "' + name + '"')
    known.set(kind + name, does)
  }
  return [...found]
})()`
