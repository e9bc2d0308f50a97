import type { Account } from '../../client-area/accounts/accounts.ts'
import type { Licence } from '../../client-area/accounts/licences.ts'
import { mayGoTo } from '../../client-area/billing/ledger/transferring.ts'
import type { RightInFull } from '../../client-area/billing/backend.ts'
import { type Command, Failed, type Given } from '../command.ts'
import { type AtHand, withBilling } from './with-billing.ts'
import { accountNamed, json, licenceSummary, licenceWithKey, needed, print } from './with-client-area.ts'

export const licencesTransfer: Command = {
  words: ['licences', 'transfer'],
  about:
    'Gives a licence to another account. What was bought once stays with it; subscriptions end at their paid-until date, except those that the new owner accepts to pay.',
  positionals: ['KEY'],
  options: {
    account: { type: 'string', about: "e-mail address of the new owner, or the account's id" },
    accept: {
      type: 'string',
      multiple: true,
      about: 'an add-on whose subscription the new owner goes on paying; may be repeated',
    },
    json,
  },
  run: (given, [key], io) =>
    withBilling(io, async area => {
      const { stores, office } = area
      const account = await accountNamed(stores, needed(given, 'account'))
      const licence = await licenceWithKey(stores, key)
      const accepted = acceptedIn(given)
      await checkAccepted(area, { licence, account, accepted })
      await office.transfer(licence, account.id, accepted)
      print(io, given, await licenceSummary(stores, await licenceWithKey(stores, key)))
    }),
}

const acceptedIn = ({ accept }: Given) => (Array.isArray(accept) ? accept : [])

const checkAccepted = async (
  { desk, now }: AtHand,
  { licence, account, accepted }: { licence: Licence; account: Account; accepted: string[] },
) => {
  const subscriptions = await desk.subscriptions([licence.accountId])
  for (const addon of accepted) {
    const one = subscriptions.find(({ right }) => isLive(right, licence) && right.addon === addon)
    if (!one) throw new Failed(`${addon} is not subscribed under this licence: leave --accept ${addon} out.`)
    const state = { isOwing: one.openInvoice !== null, at: now().toISOString() }
    if (!mayGoTo(account, one.right, state)) throw new Failed(whyNot(account, one))
  }
}

const isLive = (right: RightInFull['right'], { id }: Licence) =>
  right.licenceId === id && right.kind === 'recurring' && right.state !== 'ended'

const whyNot = ({ currency, email }: Account, { right, openInvoice }: RightInFull) => {
  const next = `leave --accept ${right.addon} out, and it ends`
  if (right.currency !== currency)
    return `${right.addon} is billed in ${right.currency}, and the account of ${email} in ${currency}: ${next}.`
  if (right.endsAt !== null) return `${right.addon} ends on ${right.endsAt} already: ${next}.`
  return `${right.addon} is not paid (${openInvoice?.number ?? right.state}): let it be paid first, or ${next}.`
}
