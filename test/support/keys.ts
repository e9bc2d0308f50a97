import type { Locator, Page } from 'playwright-core'
import { keyboardOn } from './keyboard.ts'

/** What a hand does to a control. */
export interface Use {
  press: (control: Locator) => Promise<void>
  fill: (field: Locator, text: string) => Promise<void>
  choose: (field: Locator, option: string) => Promise<void>
  tick: (field: Locator) => Promise<void>
  untick: (field: Locator) => Promise<void>
  /** fails if something went wrong that nobody has been told of yet */
  leave?: () => void
}

const isFocused = (control: Locator) => control.evaluate(one => one === one.ownerDocument.activeElement)
// Tab leads to one of a group of radio buttons, arrows to the others
const isNear = (radio: Locator) =>
  radio.evaluate(one => {
    const name = one.ownerDocument.activeElement?.getAttribute('name')
    return one.getAttribute('type') === 'radio' && one.getAttribute('name') === name
  })
const hasFallen = 'window.hadFocus === true && document.activeElement === document.body'

// Two frames: the panel moves focus when the swap is done.
const watch = `
  addEventListener('focusin', () => (window.hadFocus = true))
  addEventListener('htmx:after:swap', () => requestAnimationFrame(() => requestAnimationFrame(() => {
    if (document.activeElement === document.body) focusWasLost(document.title)
  })))`

/** Nothing but keys: Tab until a control is reached, then the key that such a control listens to. */
export const keysOf = async (page: Page): Promise<Use> => {
  const { focus, press, type } = keyboardOn(page)
  const lost: string[] = []
  await page.exposeFunction('focusWasLost', (title: string) => void lost.push(title))
  await page.addInitScript(watch)

  const leave = () => {
    if (lost.length > 0) throw new Error(`Focus fell to the body: ${lost.join(', ')}`)
  }

  const reach = async (control: Locator, isThere = isFocused, most = 150) => {
    await control.waitFor()
    if (await page.evaluate(hasFallen)) lost.push(await page.title())
    leave()
    for (let stops = 0; stops < most; stops++) {
      if (await isThere(control)) return
      await press('Tab')
      const { isVisible, tag, name } = await focus()
      if (!isVisible) throw new Error(`Nobody sees that focus is on ${tag} ${name}`)
    }
    throw new Error(`Tab does not lead to ${control.toString()}`)
  }

  return {
    leave,
    async press(control) {
      await reach(control)
      await press('Enter')
    },
    async fill(field, text) {
      await reach(field)
      await press('Control+a')
      await (text ? type(text) : press('Delete'))
    },
    async choose(field, option) {
      await reach(field)
      await type(option)
      const is = (await field.locator('option:checked').innerText()).trim()
      if (is !== option) throw new Error(`Typing ${option} chose ${is}`)
    },
    async tick(field) {
      await reach(field, async one => (await isFocused(one)) || (await isNear(one)))
      for (let moves = 0; moves < 20 && !(await isFocused(field)); moves++) await press('ArrowDown')
      if (!(await field.isChecked())) await press('Space')
    },
    async untick(field) {
      await reach(field)
      if (await field.isChecked()) await press('Space')
    },
  }
}
