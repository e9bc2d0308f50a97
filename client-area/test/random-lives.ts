import fc from 'fast-check'
import type { Licence } from '../accounts/licences.ts'
import { addDays } from '../billing/calendar.ts'
import type { Invoice } from '../billing/records.ts'
import { type Books, type CardName, cardNumbers } from './books.ts'

/** One thing that somebody does; numbers choose among what is there. */
export type Act =
  | { act: 'buy'; addon: number }
  | { act: 'pay' | 'withdraw' | 'cancel' | 'void' | 'mark paid'; which: number }
  | { act: 'refund'; which: number; percent: number }
  | { act: 'confirm'; which: number; agrees: boolean }
  | { act: 'use card'; card: CardName }
  | { act: 'bill'; days: number; processes: number }
  | { act: 'transfer'; accepts: boolean }
  | { act: 'trouble'; when: 'before' | 'after' }

const which = fc.nat({ max: 50 })
const names = Object.keys(cardNumbers) as CardName[]

export const acts = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.record({ act: fc.constant('buy' as const), addon: fc.nat({ max: 2 }) }) },
    {
      weight: 6,
      arbitrary: fc.record({
        act: fc.constantFrom(
          'pay' as const,
          'withdraw' as const,
          'cancel' as const,
          'void' as const,
          'mark paid' as const,
        ),
        which,
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        act: fc.constant('refund' as const),
        which,
        percent: fc.constantFrom(1, 60, 100),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ act: fc.constant('confirm' as const), which, agrees: fc.boolean() }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ act: fc.constant('use card' as const), card: fc.constantFrom(...names) }),
    },
    {
      weight: 6,
      arbitrary: fc.record({
        act: fc.constant('bill' as const),
        days: fc.integer({ min: 0, max: 45 }),
        processes: fc.integer({ min: 1, max: 2 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ act: fc.constant('transfer' as const), accepts: fc.boolean() }) },
    {
      weight: 2,
      arbitrary: fc.record({
        act: fc.constant('trouble' as const),
        when: fc.constantFrom('before' as const, 'after' as const),
      }),
    },
  ),
  { minLength: 5, maxLength: 25 },
)

export const addons = ['japanese', 'telegram', 'plain-english'] as const
const cycleOf = { japanese: 'monthly', telegram: 'quarterly', 'plain-english': 'one-time' } as const

/** A licence that two accounts hand to and fro, and everything that happens to it. Answers with who owned it from when. */
export const openLife = async (b: Books, begin: string) => {
  const [olive, otto] = [await b.buyer({ tax: { label: 'VAT', rate: 1900, note: null } }), await b.buyer()]
  const { id } = olive.licence
  const owners = [{ from: begin, accountId: olive.account.id }]
  b.goTo(begin)

  const current = async (): Promise<Licence> => (await b.stores.licences.find(id)) ?? olive.licence
  const owner = () => owners.at(-1)?.accountId ?? ''
  const accountOf = (accountId: string) => (accountId === olive.account.id ? olive.account : otto.account)
  const one = <T>(list: T[], n: number): T | undefined => list[n % Math.max(1, list.length)]
  const invoiceIn = async (n: number, ...states: Invoice['state'][]) =>
    one(
      (await b.books.invoices.ofLicence(id)).filter(i => i.corrects === null && states.includes(i.state)),
      n,
    )?.number ?? 'INV-000000'

  const does = async (step: Act): Promise<unknown> => {
    b.goTo(addDays(b.now().toISOString(), 1 / 1440))
    switch (step.act) {
      case 'buy': {
        const addon = addons[step.addon] ?? 'japanese'
        return b.buy(await current(), addon, cycleOf[addon]).catch(expected)
      }
      case 'pay': {
        const card = one(await b.desk.cards(owner()), step.which)
        return b.desk.pay(await invoiceIn(step.which, 'open', 'processing'), card?.id ?? '')
      }
      case 'withdraw': {
        const order = one(await b.books.orders.open(id), step.which)
        return order && b.marketplace.withdraw(await current(), order.reference)
      }
      case 'cancel': {
        const live = (await b.books.rights.ofLicence(id)).filter(({ state }) => state !== 'ended')
        return b.desk.endSubscription(one(live, step.which)?.id ?? '', 'olive')
      }
      case 'void':
        return b.office.voidInvoice(await invoiceIn(step.which, 'open', 'paid'))
      case 'mark paid':
        return b.office.markPaid(await invoiceIn(step.which, 'open', 'processing', 'paid'))
      case 'refund': {
        const number = await invoiceIn(step.which, 'paid', 'refunded')
        const total = (await b.books.invoices.findByNumber(number))?.total ?? 0
        return b.office.refund(
          number,
          step.percent === 100 ? undefined : Math.ceil((total * step.percent) / 100),
        )
      }
      case 'confirm':
        return b.desk.confirm(await invoiceIn(step.which, 'open', 'processing'), step.agrees)
      case 'use card':
        return b.useCard(accountOf(owner()), step.card)
      case 'bill':
        return bill(step)
      case 'transfer': {
        const next = owner() === olive.account.id ? otto.account.id : olive.account.id
        await b.office.transfer(await current(), next, step.accepts ? [...addons] : [])
        return owners.push({ from: b.now().toISOString(), accountId: next })
      }
      case 'trouble':
        return void (b.trouble.charge = once(step.when))
    }
  }

  const bill = async ({ days, processes }: { days: number; processes: number }) => {
    const until = addDays(b.now().toISOString(), days)
    await Promise.all(Array.from({ length: processes }, () => b.bill(until)))
    b.goTo(until)
  }

  const once =
    (when: 'before' | 'after'): NonNullable<Books['trouble']['charge']> =>
    async asked => {
      delete b.trouble.charge
      if (when === 'after') await b.cards.charge(asked)
      throw new Error('The gateway is away.')
    }

  return {
    licenceId: id,
    owners,
    does,
    /** everything under way comes to its end */
    async ends() {
      delete b.trouble.charge
      for (const days of [0, 2, 60]) await bill({ days, processes: 1 })
      for (const right of await b.books.rights.ofLicence(id))
        if (right.state !== 'ended' && right.kind === 'recurring')
          await b.desk.endSubscription(right.id, 'the test')
      for (const days of [2, 400]) await bill({ days, processes: 1 })
    },
  }
}
export type Life = Awaited<ReturnType<typeof openLife>>

// what a help desk is told before anything is asked of the gateway
const expected = (error: Error) => {
  if (!['already entitled', 'licence inactive'].includes(error.message)) throw error
}
