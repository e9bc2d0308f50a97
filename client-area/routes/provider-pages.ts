import type { KoaContextWithOIDC } from 'oidc-provider'
import type { Licences } from '../accounts/licences.ts'
import type { People, Person } from '../accounts/people.ts'
import type { Translate } from '../messages.ts'
import type { ProviderPages } from '../provider/index.ts'
import type { Render } from '../views.ts'
import { formsMayReturnTo } from './middleware/headers.ts'
import { speechFor } from './middleware/languages.ts'
import { signedOutPage } from './sign-in.ts'

interface Needs {
  render: Render
  people: People
  licences: Licences
}

/** The pages that the provider shows by itself, in our layout. */
export const providerPages = ({ render, people, licences }: Needs): ProviderPages => ({
  refused(ctx, code) {
    const speech = speechIn(ctx)
    return send(ctx, render('errors/page.njk', { entry: true, ...refusalOf(code, speech.t) }, speech))
  },
  async logout(ctx) {
    const { session, client } = ctx.oidc
    const person = session?.accountId === undefined ? undefined : await people.find(session.accountId)
    const licence = client && (await licences.findByClient(client.clientId))
    const speech = speechIn(ctx, person)
    if (licence) formsMayReturnTo(ctx.res, licence.panel)
    const data = {
      title: speech.t('logout.title'),
      entry: true,
      person: person ?? { email: '' },
      helpDesk: licence?.panel ?? '',
      action: ctx.oidc.urlFor('end_session_confirm'),
      xsrf: session?.state?.['secret'],
    }
    return send(ctx, render('logout/confirm.njk', data, speech))
  },
  signedOut(ctx) {
    const speech = speechIn(ctx)
    return send(ctx, render('logout/done.njk', signedOutPage(speech), speech))
  },
})

const send = (ctx: KoaContextWithOIDC, page: string) => {
  ctx.type = 'html'
  ctx.body = page
  return Promise.resolve()
}

// The library reads the parameters late: a request that it refuses may have none yet.
const speechIn = (ctx: KoaContextWithOIDC, person?: Person) => {
  const speech = speechFor(ctx, person, ctx.oidc?.params?.['ui_locales'])
  ctx.set('Content-Language', speech.language.code)
  ctx.vary('Accept-Language')
  ctx.vary('Cookie')
  return speech
}

const refusalOf = (code: string, t: Translate) => {
  if (code === 'server_error') return { title: t('errors.broken'), text: t('errors.broken-text') }
  const key = refusals[code] ?? 'errors.login-other'
  const next = t(`${key}-next`, { setting: 'CLIENT_ID' })
  return { title: t('errors.login'), text: t(key), next }
}

const refusals: Record<string, string> = {
  invalid_client: 'errors.login-client',
  invalid_redirect_uri: 'errors.login-address',
}
