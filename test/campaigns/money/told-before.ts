import type { Step } from './steps.ts'

const addon = 'japanese'
const press: Step = { at: 'desk', do: 'press', addon, form: 0, hands: 1, waits: true }
const pressAgain: Step = { ...press, form: 12 }
const cancel: Step = { at: 'desk', do: 'cancel', addon, hands: 1, waits: true }
const copy: Step = { at: 'around', do: 'copy the database' }
const restore: Step = { at: 'around', do: 'restore the copy' }
const poll: Step = { at: 'desk', do: 'poll' }
const payByHand: Step = { at: 'vendor', do: 'pay by hand', which: 0 }
const refund: Step = { at: 'vendor', do: 'refund', which: 0, percent: 100 }
const restart: Step = { at: 'around', do: 'restart', who: 'both' }
const suspend: Step = { at: 'vendor', do: 'suspend the licence' }
const resume: Step = { at: 'vendor', do: 'resume the licence' }
const use = (card: Extract<Step, { do: 'use card' }>['card']): Step => ({
  at: 'vendor',
  do: 'use card',
  card,
})
const bill = (days: number): Step => ({ at: 'vendor', do: 'bill', days })
const clock = (whose: 'panel' | 'both', jump: 'an hour back' | 'forty days on'): Step => ({
  at: 'around',
  do: 'clock',
  whose,
  jump,
})
const fault = (call: Extract<Step, { do: 'fault' }>['call'], times: 1 | 99): Step => ({
  at: 'around',
  do: 'fault',
  call,
  fault: 'N2 does it, and cuts',
  times,
})

/** What chance brings together seldom: a database put back at every point, months of billing, clocks while it is open. */
export const toldBefore: Record<string, Step[]> = {
  'a purchase that the restored panel does not know': [copy, press, restore],
  'a due invoice that the restored panel does not know': [copy, use('declined'), press, restore],
  'a due invoice paid since the copy': [use('declined'), press, copy, use('pays'), payByHand, restore],
  'a purchase unknown in the copy': [fault('purchase', 1), fault('look-up', 99), press, copy, poll, restore],
  'a cancellation that the restored panel does not know': [press, copy, cancel, restore],
  'a cancellation unknown in the copy': [
    press,
    fault('cancellation', 99),
    fault('one right', 99),
    cancel,
    copy,
    poll,
    restore,
  ],
  'an old form on a restored panel': [
    { at: 'desk', do: 'look', addon },
    copy,
    press,
    cancel,
    restore,
    pressAgain,
  ],
  'a refund since the copy': [press, copy, refund, restore],
  'two months, and a declined third': [press, bill(31), bill(31), use('declined'), bill(31), poll],
  'suspended for want of money, and paid late': [
    press,
    use('declined'),
    bill(31),
    bill(15),
    poll,
    use('pays'),
    payByHand,
  ],
  'ended for want of money, and bought again': [
    press,
    use('declined'),
    bill(31),
    bill(40),
    use('pays'),
    poll,
    press,
  ],
  'a renewal under way when it is cancelled': [press, use('waits'), bill(31), cancel, bill(2)],
  'a first payment under way, then declined by the bank': [
    use('asks'),
    press,
    { at: 'vendor', do: 'answer the bank', which: 0, agrees: false },
    poll,
  ],
  'a first payment under way, then confirmed': [
    use('asks'),
    press,
    { at: 'vendor', do: 'answer the bank', which: 0, agrees: true },
  ],
  'a first payment that the next billing run decides': [use('waits'), press, bill(1)],
  'a due invoice that nobody pays': [use('declined'), press, bill(15)],
  'a lost answer, and a clock an hour back': [
    fault('purchase', 1),
    fault('look-up', 99),
    press,
    clock('both', 'an hour back'),
    restart,
  ],
  'a lost answer, and a clock forty days on': [
    fault('purchase', 1),
    fault('look-up', 99),
    press,
    clock('both', 'forty days on'),
    restart,
  ],
  'a wrong clock at the press': [clock('panel', 'forty days on'), press, restart],
  'a lost answer, and the licence suspended': [
    fault('purchase', 1),
    fault('look-up', 99),
    press,
    suspend,
    poll,
    resume,
  ],
  'cancelled while the licence is suspended': [press, suspend, poll, cancel],
  'withdrawn while it is paid by hand': [
    use('declined'),
    press,
    use('pays'),
    payByHand,
    { at: 'desk', do: 'withdraw', addon },
  ],
  'a price that rises while the old form is open': [
    { at: 'desk', do: 'look', addon },
    { at: 'vendor', do: 'new price', amount: 550 },
    pressAgain,
    bill(31),
  ],
  'a price that rises for others only': [
    press,
    { at: 'vendor', do: 'new price', amount: 550 },
    bill(31),
    cancel,
    press,
  ],
}
