import type { Interaction } from 'oidc-provider'
import { z } from 'zod'
import type { Person } from '../../accounts/people.ts'
import type { Services } from '../services.ts'

const asked = z.string().catch('openid')

const wishes: Record<string, string> = {
  email: 'see your e-mail address',
  profile: 'see your name',
  marketplace:
    'see your accounts, this licence, its add-ons, orders and invoices, and fetch add-ons that are free or yours',
  purchases:
    'spend money: buy add-ons with the default card of the account that owns this licence, take orders back, and cancel subscriptions',
}

/** What the help desk wants to do, in words. */
export const wishesOf = (interaction: Interaction) => [
  ...scopeOf(interaction).flatMap(scope => wishes[scope] ?? []),
  'stay connected until you or somebody there ends it',
]

const scopeOf = (interaction: Interaction) => asked.parse(interaction.params['scope']).split(' ')

/** Stores the yes and gives this login its grant. */
export const agreeTo = async (
  { provider: { provider }, consents }: Services,
  interaction: Interaction,
  person: Person,
) => {
  const clientId = String(interaction.params['client_id'])
  const scope = scopeOf(interaction).join(' ')
  const grant = new provider.Grant({ accountId: person.id, clientId })
  grant.addOIDCScope(scope)
  const grantId = await grant.save()
  await consents.remember(person.id, clientId, scope)
  return grantId
}
