import type { Interaction } from 'oidc-provider'
import { z } from 'zod'
import type { Person } from '../../accounts/people.ts'
import type { Services } from '../services.ts'

const asked = z.string().catch('openid')

/** What the help desk wants to do: each has its message. */
export const wishesOf = (interaction: Interaction) => [
  ...scopeOf(interaction).filter(scope => worded.includes(scope)),
  'stay',
]
const worded = ['email', 'profile', 'marketplace', 'purchases']

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
