import type { Configuration, KoaContextWithOIDC } from 'oidc-provider'
import { scopes } from '../../contracts/marketplace-api.ts'
import type { Licences } from '../accounts/licences.ts'
import type { People } from '../accounts/people.ts'
import type { Consents } from '../db/consents.ts'
import type { Issued } from '../db/issued.ts'
import type { SigningKeys } from '../db/signing-keys.ts'
import type { Vault } from '../vault.ts'
import { adapterOver } from './adapter.ts'
import { cookies } from './cookies.ts'
import { signingKeysOf } from './keys.ts'
import type { Library } from './library.ts'
import { lifetimes } from './lifetimes.ts'
import type { ProviderPages } from './pages.ts'

export interface ProviderNeeds {
  publicUrl: URL
  vault: Vault
  people: People
  licences: Licences
  consents: Consents
  issued: Issued
  signingKeys: SigningKeys
  pages: ProviderPages
  log: { error: (details: object, message: string) => void }
}

export const configurationOf = async (library: Library, needs: ProviderNeeds): Promise<Configuration> => ({
  adapter: adapterOver(needs.issued, needs.licences),
  jwks: { keys: await signingKeysOf(needs.signingKeys) },
  cookies: cookies(needs.vault.sign('cookies', 'cookies'), needs.publicUrl.protocol === 'https:'),
  clientDefaults: { id_token_signed_response_alg: 'ES256' },
  clientAuthMethods: ['client_secret_basic', 'client_secret_post'],
  responseTypes: ['code'],
  scopes: [...scopes],
  claims: { openid: ['sub'], email: ['email'], profile: ['name'] },
  ttl: lifetimes,
  routes,
  pkce: { required: () => true },
  // A refresh token that changed at each use would cut off the second copy of a help desk restored from a backup.
  rotateRefreshToken: false,
  // Every help desk gets one: the library grants it with prompt=consent only, which would ask anew at each login.
  issueRefreshToken: () => Promise.resolve(true),
  // A connection outlives the browser session it was made in.
  expiresWithSession: () => Promise.resolve(false),
  clientBasedCORS: () => false,
  findAccount: (_, id) => accountOf(needs.people, id),
  loadExistingGrant: ctx => grantFor(ctx, needs.consents),
  interactions: {
    policy: policyOf(library),
    url: (_, { uid }) => `${base(needs.publicUrl)}/interaction/${uid}`,
  },
  renderError: (ctx, out, error) => needs.pages.refused(ctx, out.error, error),
  features: {
    devInteractions: { enabled: false },
    dPoP: { enabled: false },
    pushedAuthorizationRequests: { enabled: false },
    resourceIndicators: { enabled: false },
    revocation: { enabled: true, allowedPolicy: (_, client, token) => token.clientId === client.clientId },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: ctx => needs.pages.logout(ctx),
      postLogoutSuccessSource: ctx => needs.pages.signedOut(ctx),
    },
  },
})

const base = (publicUrl: URL) => publicUrl.pathname.replace(/\/$/, '')

const routes = {
  authorization: '/oauth/authorize',
  end_session: '/oauth/logout',
  jwks: '/oauth/keys',
  revocation: '/oauth/revocation',
  token: '/oauth/token',
  userinfo: '/oauth/userinfo',
}

const policyOf = ({ interactionPolicy }: Library) => {
  const policy = interactionPolicy.base()
  policy.add(new interactionPolicy.Prompt({ name: 'select_account', requestable: true }), 0)
  return policy
}

const accountOf = async (people: People, id: string) => {
  const person = await people.find(id)
  if (!person) return undefined
  return { accountId: id, claims: () => ({ sub: id, email: person.email, name: person.name }) }
}

// Each login gets a grant of its own under the consent given once, so that ending one login (Disconnect on a copy of a
// help desk, or a wrong account) leaves the others alone.
const grantFor = async (ctx: KoaContextWithOIDC, consents: Consents) => {
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
