import type { Configuration } from 'oidc-provider'
import { scopes } from '../../contracts/marketplace-api.ts'
import type { Licences } from '../accounts/licences.ts'
import { languageCodes } from '../languages.ts'
import type { People } from '../accounts/people.ts'
import type { Consents } from '../db/consents.ts'
import type { Issued } from '../db/issued.ts'
import type { SigningKeys } from '../db/signing-keys.ts'
import type { Vault } from '../vault.ts'
import { accountOf, grantFor } from './people.ts'
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
  /** where the questions of a login are asked */
  interactionAddress: (uid: string) => string
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
  discovery: { ui_locales_supported: languageCodes },
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
    url: (_, { uid }) => needs.interactionAddress(uid),
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
