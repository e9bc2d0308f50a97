import { countCalls } from './counted.ts'
import { listenTo } from './orders.ts'

const counted = countCalls()
const { makeServices } = await import('../../../config/services.ts')
const { readSettings } = await import('../../../config/settings.ts')
const { spender } = await import('../../support/paying.ts')
const { shortPatience } = await import('./desk.ts')

/** A panel process in which Purchase or Cancel is pressed, and which dies in the middle of it. */
listenTo(async told => {
  if (told.do !== 'press' && told.do !== 'cancel') return 0
  const wiring = await makeServices(readSettings(process.env), {
    files: counted.files,
    patience: shortPatience,
  })
  const { services } = wiring
  const addon = await services.addons.find(told.addon)
  if (!addon) throw new Error(`${told.addon} is not listed`)
  counted.begin(told.diesAt)
  const begun =
    told.do === 'cancel'
      ? [await services.entitlements.cancel(told.addon, spender)]
      : await Promise.all(
          Array.from({ length: told.times }, () => services.purchases.place(addon, told.order, spender)),
        )
  for (const one of begun) if ('operation' in one) await services.operations.ended(one.operation.id, 30_000)
  const calls = counted.calls()
  await wiring.close()
  return calls
})
