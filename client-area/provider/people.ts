import type { KoaContextWithOIDC } from 'oidc-provider'
import type { People } from '../accounts/people.ts'
import type { Consents } from '../db/consents.ts'

/** What the provider may tell a help desk about a person. */
export const accountOf = async (people: People, id: string) => {
  const person = await people.find(id)
  if (!person) return undefined
  return { accountId: id, claims: () => ({ sub: id, email: person.email, name: person.name }) }
}

/**
 * Each login gets a grant of its own under the consent given once, so that ending one login (Disconnect on a copy of a
 * help desk, or a wrong account) leaves the others alone.
 */
export const grantFor = async (ctx: KoaContextWithOIDC, consents: Consents) => {
  const { provider, result, client, account } = ctx.oidc
  if (result?.consent?.grantId) return provider.Grant.find(result.consent.grantId)
  if (!client || !account) return undefined
  const scope = await consents.scopeOf(account.accountId, client.clientId)
  if (scope === undefined) return undefined
  const grant = new provider.Grant({ accountId: account.accountId, clientId: client.clientId })
  grant.addOIDCScope(scope)
  await grant.save()
  return grant
}
