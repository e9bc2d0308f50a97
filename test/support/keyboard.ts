import type { Page } from 'playwright-core'

/** Where focus is: what a screen reader calls it, and whether somebody who looks can find it. */
export interface Stop {
  name: string
  tag: string
  isLost: boolean
  isVisible: boolean
}

// The link of a card, or of a conversation, shows its focus around the whole.
const look = `(() => {
  const at = document.activeElement
  if (at === document.body) return { name: '', tag: 'BODY', isLost: true, isVisible: true }
  const labels = [...(at.labels ?? [])].map(label => label.innerText)
  const name = at.getAttribute('aria-label') ?? (labels.join(' ') || at.innerText) ?? ''
  const { width, height, top, bottom } = at.getBoundingClientRect()
  const isOutlined = [at, at.closest('.card, .conversation')].some(one => {
    const { outlineStyle, outlineWidth } = one ? getComputedStyle(one) : {}
    return one && outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2
  })
  const isInView = width > 1 && height > 1 && bottom > 0 && top < innerHeight
  return { name: name.trim(), tag: at.tagName, isLost: false, isVisible: isOutlined && isInView }
})()`

/** Somebody at a keyboard without a mouse. */
export const keyboardOn = (page: Page) => {
  const focus = async () => (await page.evaluate(look)) as Stop
  const press = (key: string) => page.keyboard.press(key)

  /** Goes on with Tab until the focus is on what is called so; answers with every stop on the way. */
  const tabTo = async (name: string | RegExp, most = 60) => {
    const stops: Stop[] = []
    while (stops.length < most) {
      await press('Tab')
      const stop = await focus()
      stops.push(stop)
      if (typeof name === 'string' ? stop.name === name : name.test(stop.name)) return stops
    }
    throw new Error(`No ${name} within ${most} stops: ${stops.map(stop => stop.name).join(' | ')}`)
  }

  return {
    focus,
    press,
    tabTo,
    type: (text: string) => page.keyboard.type(text),
    /** to the control of that name, and Enter */
    async enter(name: string | RegExp) {
      const stops = await tabTo(name)
      await press('Enter')
      return stops
    },
    /** to the field of that name, and types */
    async fill(name: string | RegExp, text: string) {
      await tabTo(name)
      await press('Control+a')
      await page.keyboard.type(text)
    },
  }
}

/** Remembers what is read aloud in a live region that was there before, and where focus was after each swap. */
export const listenOn = async (page: Page) => {
  await page.evaluate(`(() => {
    window.heard = []
    window.focused = []
    const region = document.getElementById('status')
    new MutationObserver(() => {
      if (region.isConnected && region.innerText.trim()) heard.push(region.innerText.trim())
    }).observe(region, { childList: true, characterData: true, subtree: true })
    document.addEventListener('htmx:after:swap', () => {
      requestAnimationFrame(() => requestAnimationFrame(() => focused.push(document.activeElement.tagName)))
    })
  })()`)
  return {
    heard: async () => (await page.evaluate('heard')) as string[],
    /** element names, one for each swap that was shown */
    focused: async () => (await page.evaluate('focused')) as string[],
  }
}
