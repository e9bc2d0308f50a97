import type { KoaContextWithOIDC } from 'oidc-provider'

/** The pages the provider shows by itself; the routes make them, in the client area's own layout. */
export interface ProviderPages {
  /** an authorization or logout request that can't be answered by sending the browser back */
  refused: (ctx: KoaContextWithOIDC, code: string, error: Error) => Promise<void>
  /** asks whether to end the session; the form goes to the address that ends it */
  logout: (ctx: KoaContextWithOIDC) => Promise<void>
  signedOut: (ctx: KoaContextWithOIDC) => Promise<void>
}
