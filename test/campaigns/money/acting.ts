import { existsSync } from 'node:fs'
import { onlyFirst } from '../../support/network-faults.ts'
import type { World } from './bench.ts'
import type { Presses } from './books-hold.ts'
import { anyFault, calls } from './calls.ts'
import { day, hour } from './clocks.ts'
import { deskActs } from './desk-acts.ts'
import { learn } from './rest.ts'
import type { Around, AtDesk, AtVendor, Step } from './steps.ts'
import { count, type Tally } from './tally.ts'
import { vendorActs } from './vendor-acts.ts'

/** Does one step after the other to a help desk and its client area. */
export const actor = (world: World, presses: Presses, tally: Tally) => {
  const { desk, vendor, clocks } = world
  const { between } = vendor
  const [somebody, olive] = [deskActs(world, presses, tally), vendorActs(world)]

  const atDesk = async (step: AtDesk): Promise<unknown> => {
    switch (step.do) {
      case 'look':
        return somebody.look(step.addon)
      case 'press':
        return somebody.press(step)
      case 'cancel':
        return somebody.cancel(step)
      case 'check payment':
        return somebody.check(step.addon)
      case 'withdraw':
        return somebody.withdraw(step.addon)
      case 'install':
        return somebody.ended(await somebody.install(step.addon))
      case 'uninstall':
        return somebody.ended(await somebody.uninstall(step.addon))
      case 'poll':
        return desk.services.entitlements.sync()
      case 'log in':
        return somebody.logIn(step.who)
    }
  }

  const atVendor = async (step: AtVendor): Promise<unknown> => {
    await vendor.open()
    switch (step.do) {
      case 'cancel at the vendor':
        return olive.cancel(step.which)
      case 'pay by hand':
        return olive.payByHand(step.which)
      case 'answer the bank':
        return olive.answerTheBank(step.which, step.agrees)
      case 'refund':
        return olive.refund(step.which, step.percent)
      case 'void':
        return olive.voids(step.which)
      case 'mark paid':
        return olive.markPaid(step.which)
      case 'use card':
        return olive.useCard(step.card)
      case 'bill':
        return olive.bill(step.days)
      case 'new price':
        return olive.newPrice(step.amount)
      case 'suspend the licence':
        return olive.suspend(true)
      case 'resume the licence':
        return olive.suspend(false)
      case 'revoke the login':
        return olive.revokeTheLogin()
    }
  }

  const restart = async (who: 'panel' | 'client area' | 'both') => {
    tally.restarts += 1
    for (const [name, program] of [
      ['panel', desk],
      ['client area', vendor],
    ] as const)
      if (who === name || who === 'both') {
        await program.close()
        await program.open()
      }
  }

  const happens = async (step: Around): Promise<unknown> => {
    switch (step.do) {
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
      case 'the client area stops':
        return vendor.close()
      case 'copy the database':
        return world.engine === 'sqlite' && desk.copyTo(world.copyName())
      case 'restore the copy':
        await learn(world, presses)
        return existsSync(world.copyName()) && world.restore(world.copyName())
    }
  }

  return {
    hands: somebody,
    async does(step: Step) {
      count(tally, step.do)
      if (step.at === 'desk') await atDesk(step)
      else if (step.at === 'vendor') await atVendor(step)
      else await happens(step)
    },
  }
}
