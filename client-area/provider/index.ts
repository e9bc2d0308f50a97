import type { IncomingMessage, ServerResponse } from 'node:http'
import type Provider from 'oidc-provider'
import { configurationOf, type ProviderNeeds } from './configuration.ts'
import { loadLibrary } from './library.ts'
import { logoutWithoutSession } from './logout.ts'

export type { ProviderNeeds } from './configuration.ts'
export type { ProviderPages } from './pages.ts'

/** The OpenID Connect provider of the client area, and its handler for everything under /oauth and /.well-known. */
export const openProvider = async (needs: ProviderNeeds) => {
  const library = await loadLibrary()
  const issuer = needs.publicUrl.href.replace(/\/$/, '')
  const provider = new library.Provider(issuer, await configurationOf(library, needs))
  provider.proxy = true
  provider.use(logoutWithoutSession)
  provider.on('server_error', (_, error) => needs.log.error({ error }, 'The provider failed'))
  const answer = provider.callback()
  return {
    provider,
    handle(req: IncomingMessage, res: ServerResponse) {
      speakAs(needs.publicUrl, req)
      return answer(req, res)
    },
  }
}

// stops links made from a forged Host header: the provider only ever sees the configured address
const speakAs = ({ host, protocol }: URL, req: IncomingMessage) => {
  req.headers.host = host
  req.headers['x-forwarded-proto'] = protocol.slice(0, -1)
  delete req.headers['x-forwarded-host']
}

export type OpenedProvider = Awaited<ReturnType<typeof openProvider>>
export type { Provider }
