import type { Order } from '../../../marketplace/purchases.ts'
import { connectAs } from '../../support/paying.ts'
import type { World } from './bench.ts'
import type { Confirmed, Presses } from './books-hold.ts'
import { handsAt, pick } from './hands.ts'
import type { Sold } from './panel-holds.ts'
import type { Step } from './steps.ts'
import type { Tally } from './tally.ts'

// numbers below this press the newest form there is, the others any old one
const newest = 12

/** What operators do at the panel. Forms are kept, old ones too. */
export const deskActs = (world: World, presses: Presses, tally: Tally) => {
  const { desk, vendor, clocks, settings } = world
  const forms: (Order & Confirmed & { addon: Sold })[] = []
  const hands = handsAt(world, presses)

  const look = async (addon: Sold) => {
    const { html } = await desk.visit(`/addons/${addon}`)
    for (const form of formsIn(html)) forms.push({ ...form, addon })
  }
  const formFor = async (addon: Sold, n: number) => {
    if (n < newest) await look(addon)
    const own = forms.filter(form => form.addon === addon)
    // the last page shows one form a cycle; before it there may be old ones
    return n < newest ? own.slice(-2)[n % 2] : pick(own, n)
  }

  return {
    ...hands,
    look,
    async press({ addon, form: n, hands: many, waits }: Extract<Step, { do: 'press' }>) {
      const form = await formFor(addon, n)
      if (!form) return
      tally.presses += many
      const through = many > 1 ? [desk.services, await desk.another()] : [desk.services]
      const placed = await Promise.all(
        Array.from({ length: many }, (_, i) => hands.press(addon, form, through[i % through.length])),
      )
      if (waits) for (const placing of placed) await hands.ended(placing)
    },
    async cancel({ addon, hands: many, waits }: Extract<Step, { do: 'cancel' }>) {
      tally.presses += many
      const pressed = await Promise.all(Array.from({ length: many }, () => hands.cancel(addon)))
      if (waits) for (const one of pressed) await hands.ended(one)
    },
    /** with an account that does not own the licence nothing comes of it; the client area's login runs by the real clock */
    async logIn(who: string) {
      const ahead = clocks.panel.ahead()
      clocks.panel.set(0)
      await connectAs(who, desk, { url: vendor.url, settings }).catch(() => {})
      clocks.panel.set(ahead)
    },
  }
}

/** The forms behind the Purchase buttons of a page. */
const formsIn = (html: string) =>
  [...html.matchAll(/<form[^>]*\/purchase"[^>]*>(.*?)<\/form>/gs)].map(([, fields = '']) => ({
    cycle: field(fields, 'cycle'),
    amount: field(fields, 'amount'),
    currency: field(fields, 'currency'),
    attempt: field(fields, 'attempt'),
  }))

const field = (html: string, name: string) =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? ''
