import type { KoaContextWithOIDC } from 'oidc-provider'

/**
 * A Logout without a session has nothing to confirm. The library would answer with a page that sends itself by script;
 * here the browser goes straight to where it is wanted, which the library has checked by then.
 */
export const logoutWithoutSession = async (ctx: KoaContextWithOIDC, next: () => Promise<void>) => {
  await next()
  const { oidc } = ctx
  if (ctx.status !== 200 || oidc?.route !== 'end_session' || oidc.session?.accountId) return
  const { post_logout_redirect_uri: back, state } = oidc.params ?? {}
  const target = new URL(typeof back === 'string' ? back : oidc.urlFor('end_session_success'))
  if (typeof state === 'string') target.searchParams.set('state', state)
  ctx.redirect(target.href)
  ctx.status = 303
}
