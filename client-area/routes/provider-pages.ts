import type { KoaContextWithOIDC } from 'oidc-provider'
import type { Licences } from '../accounts/licences.ts'
import type { People } from '../accounts/people.ts'
import type { ProviderPages } from '../provider/index.ts'
import type { Render } from '../views.ts'
import { formsMayReturnTo } from './middleware/headers.ts'
import { signedOutPage } from './sign-in.ts'

interface Needs {
  render: Render
  people: People
  licences: Licences
}

/** The pages that the provider shows by itself, in our layout. */
export const providerPages = ({ render, people, licences }: Needs): ProviderPages => ({
  refused(ctx, code) {
    ctx.type = 'html'
    ctx.body = render('errors/page.njk', {
      entry: true,
      ...(refusals[code] ?? refusals['other']),
      title: titleOf(code),
    })
    return Promise.resolve()
  },
  async logout(ctx) {
    const { session, client } = ctx.oidc
    const person = session?.accountId === undefined ? undefined : await people.find(session.accountId)
    const licence = client && (await licences.findByClient(client.clientId))
    if (licence) formsMayReturnTo(ctx.res, licence.panel)
    ctx.type = 'html'
    ctx.body = render('logout/confirm.njk', {
      title: 'Log out of the client area?',
      entry: true,
      person: person ?? { email: 'somebody who was removed' },
      helpDesk: licence?.panel ?? '',
      action: ctx.oidc.urlFor('end_session_confirm'),
      xsrf: session?.state?.['secret'],
    })
  },
  signedOut(ctx: KoaContextWithOIDC) {
    ctx.type = 'html'
    ctx.body = render('logout/done.njk', signedOutPage)
    return Promise.resolve()
  },
})

const titleOf = (code: string) =>
  code === 'server_error' ? 'Something went wrong here' : 'This login can’t go on'

const refusals: Record<string, { text: string; next?: string }> = {
  invalid_client: {
    text: 'The help desk that sent you is not known here.',
    next: 'Its CLIENT_ID setting must be the one printed when its licence was issued.',
  },
  invalid_redirect_uri: {
    text: 'The help desk that sent you is not at the address its licence was issued for.',
    next: 'If it moved, ask the vendor to change the address of its licence.',
  },
  server_error: { text: 'Nothing you did wrong. Try again in a minute.' },
  other: {
    text: 'It took too long, was finished in another tab, or the help desk asked in a way that is not allowed.',
    next: 'Go back to your help desk and press Login again.',
  },
}
