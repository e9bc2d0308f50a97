import { existsSync } from 'node:fs'
import { connectAs } from '../../support/paying.ts'
import { onlyFirst } from '../../support/network-faults.ts'
import type { World } from './bench.ts'
import type { Confirmed, Presses } from './books-hold.ts'
import { anyFault, calls } from './calls.ts'
import { day, hour } from './clocks.ts'
import { chargesIn, handsAt, useCard } from './hands.ts'
import type { Order } from '../../../marketplace/purchases.ts'
import type { Sold } from './panel-holds.ts'
import { learn } from './rest.ts'
import type { Step } from './steps.ts'
import { count, type Tally } from './tally.ts'
import { licenceIn, truthOf } from './truth.ts'

const pick = <T>(list: readonly T[], n: number): T | undefined => list[n % Math.max(1, list.length)]

/** Does one step after the other to a help desk and its client area. Forms are kept, old ones too. */
export const actor = (world: World, presses: Presses, tally: Tally) => {
  const { desk, vendor, clocks } = world
  const forms: (Order & Confirmed & { addon: Sold })[] = []
  const hands = handsAt(world, presses)
  const invoices = async (...states: string[]) =>
    (await truthOf(world)).invoices.filter(({ state }) => states.includes(state))
  const number = async (n: number, ...states: string[]) =>
    pick(await invoices(...states), n)?.number ?? 'INV-0'
  const { between } = vendor

  const look = async (addon: Sold) => {
    const { html } = await desk.visit(`/addons/${addon}`)
    for (const form of formsIn(html)) forms.push({ ...form, addon })
  }

  const press = async ({ addon, form: n, hands: many, waits }: Extract<Step, { do: 'press' }>) => {
    const isNew = n < 12
    if (isNew) await look(addon)
    const own = forms.filter(one => one.addon === addon)
    // the last page shows one form a cycle; before it there may be old ones
    const form = isNew ? own.slice(-2)[n % 2] : pick(own, n)
    if (!form) return undefined
    tally.presses += many
    const through = many > 1 ? [desk.services, await desk.another()] : [desk.services]
    const placed = await Promise.all(
      Array.from({ length: many }, (_, i) => hands.press(addon, form, through[i % through.length])),
    )
    if (waits) for (const placing of placed) await hands.ended(placing)
  }

  const cancel = async ({ addon, hands: many, waits }: Extract<Step, { do: 'cancel' }>) => {
    tally.presses += many
    const pressed = await Promise.all(Array.from({ length: many }, () => hands.cancel(addon)))
    if (waits) for (const one of pressed) await hands.ended(one)
  }

  const restart = async (who: string) => {
    tally.restarts += 1
    if (who !== 'client area') {
      await desk.close()
      await desk.open()
    }
    if (who !== 'panel') {
      await vendor.close()
      await vendor.open()
    }
  }

  /** what needs a panel or a client area that runs has none while that is down */
  const does = async (step: Step): Promise<unknown> => {
    const atVendor = () => vendor.open()
    switch (step.do) {
      case 'look':
        return look(step.addon)
      case 'press':
        return press(step)
      case 'cancel':
        return cancel(step)
      case 'check payment':
        return hands.check(step.addon)
      case 'withdraw':
        return hands.withdraw(step.addon)
      case 'install':
        return hands.ended(await hands.install(step.addon))
      case 'uninstall':
        return hands.ended(await hands.uninstall(step.addon))
      case 'poll':
        return desk.services.entitlements.sync()
      case 'cancel at the vendor': {
        await atVendor()
        const live = (await truthOf(world)).rights.filter(({ state }) => state !== 'ended')
        return vendor.billing.desk.endSubscription(pick(live, step.which)?.id ?? '', 'olive')
      }
      case 'pay by hand': {
        await atVendor()
        const card = pick(await vendor.billing.desk.cards(world.accountId), step.which)
        return vendor.billing.desk.pay(await number(step.which, 'open', 'processing'), card?.id ?? '')
      }
      case 'answer the bank':
        await atVendor()
        return vendor.billing.desk.confirm(await number(step.which, 'open', 'processing'), step.agrees)
      case 'refund': {
        await atVendor()
        const paid = pick(await invoices('paid'), step.which)
        const part = step.percent === 100 ? undefined : Math.ceil(((paid?.total ?? 0) * step.percent) / 100)
        return vendor.billing.office.refund(paid?.number ?? 'INV-0', part)
      }
      case 'void':
        await atVendor()
        return vendor.billing.office.voidInvoice(await number(step.which, 'open', 'paid'))
      case 'mark paid':
        await atVendor()
        return vendor.billing.office.markPaid(await number(step.which, 'open', 'processing'))
      case 'use card':
        await atVendor()
        return useCard(world, step.card)
      case 'bill':
        await atVendor()
        for (const clock of Object.values(clocks)) clock.jump(step.days * day)
        return vendor.billing.office.bill(clocks.area.now())
      case 'new price':
        await atVendor()
        return vendor.stores.billing.stores.products.setPrice({
          addon: 'japanese',
          cycle: 'monthly',
          currency: 'USD',
          amount: step.amount,
          from: clocks.area.now().toISOString(),
        })
      case 'clock': {
        const by = step.jump === 'an hour back' ? -hour : 40 * day
        clocks.panel.jump(by)
        return step.whose === 'both' && clocks.area.jump(by)
      }
      case 'fault': {
        const fault = anyFault[step.fault]
        return between.failWith(calls[step.call], step.times === 99 ? fault : onlyFirst(fault, step.times))
      }
      case 'refuse':
        return between.refuse()
      case 'all is well':
        between.recover()
        return between.listen().catch(() => {})
      case 'restart':
        return restart(step.who)
      case 'stay down':
        return step.who === 'panel' ? restart('panel') : vendor.close()
      case 'suspend the licence':
      case 'resume the licence':
        await atVendor()
        return vendor.stores.licences.suspend(
          world.licenceId,
          step.do === 'suspend the licence' ? clocks.area.now() : undefined,
        )
      case 'copy the database':
        return world.engine === 'sqlite' && desk.copyTo(world.copyName())
      case 'restore the copy':
        await learn(world, presses)
        return existsSync(world.copyName()) && world.restore(world.copyName())
      case 'log in':
        return logIn(world, step.who)
      case 'revoke the login':
        await atVendor()
        for (const kind of ['AccessToken', 'RefreshToken', 'Grant'])
          await vendor.stores.issued.removeAll(kind)
        return undefined
    }
  }

  return {
    async does(step: Step) {
      count(tally, step.do)
      await does(step)
    },
    hands,
    charges: () => chargesIn(world),
    licence: () => licenceIn(world),
  }
}

/** Somebody logs the help desk in; with the account that does not own the licence nothing comes of it. */
const logIn = async ({ desk, vendor, settings, clocks }: World, who: string) => {
  const ahead = clocks.panel.ahead()
  clocks.panel.set(0)
  await connectAs(who, desk, { url: vendor.url, settings }).catch(() => {})
  clocks.panel.set(ahead)
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
