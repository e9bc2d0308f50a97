import { createHash, randomBytes } from 'node:crypto'
import { accountReply, licenceReply, problem, scopes } from '../../contracts/marketplace-api.ts'
import type { Page, Visitor } from './visitor.ts'

interface Settings {
  CLIENT_ID: string
  CLIENT_SECRET: string
}

export interface Tokens {
  access_token: string
  refresh_token: string
  id_token: string
  scope: string
  expires_in: number
}

/** What a help desk does over the wire to log in: PKCE, code exchange, refresh, revocation. */
export const helpDesk = (url: string, panel: string, { CLIENT_ID, CLIENT_SECRET }: Settings, local = url) => {
  const verifier = randomBytes(32).toString('base64url')
  const basic = `Basic ${Buffer.from(`${CLIENT_ID}:${CLIENT_SECRET}`).toString('base64')}`
  const callback = `${panel}/connection/callback`

  const post = async (path: string, fields: Record<string, string>) => {
    const response = await fetch(`${local}/oauth/${path}`, {
      method: 'POST',
      headers: { authorization: basic, 'content-type': 'application/x-www-form-urlencoded' },
      body: String(new URLSearchParams(fields)),
    })
    const text = await response.text()
    return { status: response.status, body: text === '' ? {} : JSON.parse(text) }
  }
  const tokensFrom = async (fields: Record<string, string>): Promise<Tokens> => {
    const { status, body } = await post('token', fields)
    if (status !== 200) throw new Error(`${status} ${body.error}: ${body.error_description}`)
    return body
  }

  return {
    callback,
    loginAddress: (changes: Record<string, string> = {}) => {
      const { pathname } = new URL(`${url}/oauth/authorize`)
      const parameters = new URLSearchParams({
        response_type: 'code',
        client_id: CLIENT_ID,
        redirect_uri: callback,
        scope: scopes.join(' '),
        state: 'the-state',
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
        ...changes,
      })
      for (const [name, value] of Object.entries(changes)) if (value === '') parameters.delete(name)
      return `${pathname}?${parameters.toString()}`
    },
    logoutAddress: (back = `${panel}/addons`) =>
      `${new URL(`${url}/oauth/logout`).pathname}?${new URLSearchParams({ client_id: CLIENT_ID, post_logout_redirect_uri: back }).toString()}`,
    exchange: (code: string) =>
      tokensFrom({
        grant_type: 'authorization_code',
        code,
        redirect_uri: callback,
        code_verifier: verifier,
      }),
    refresh: (refreshToken: string) =>
      tokensFrom({ grant_type: 'refresh_token', refresh_token: refreshToken }),
    revoke: (token: string) => post('revocation', { token }),
    account: async (token: string) => accountReply.parse(await (await ask(local, '/account', token)).json()),
    licence: async (token: string) => licenceReply.parse(await (await ask(local, '/licence', token)).json()),
    /** the code of the problem the marketplace API answers with, `none` if it answers */
    problem: async (token: string, path = '/account') => {
      const response = await ask(local, path, token)
      return response.ok ? 'none' : problem.parse(await response.json()).code
    },
  }
}

const ask = (url: string, path: string, token: string) =>
  fetch(`${url}/api/v1${path}`, { headers: token === '' ? {} : { authorization: `Bearer ${token}` } })

export type HelpDesk = ReturnType<typeof helpDesk>

/** Signs in where asked, allows where asked, and answers with the page or address the browser ends at. */
export const logIn = async (
  person: Visitor,
  desk: HelpDesk,
  email: string,
  changes?: Record<string, string>,
) => {
  const asked = await person.visit(desk.loginAddress(changes))
  const signedIn = asked.html.includes('name="password"')
    ? await person.press(asked, 'Sign in', { email, password: 'demo-password' })
    : asked
  return signedIn.html.includes('>Allow</button>') ? person.press(signedIn, 'Allow') : signedIn
}

/** The parameters with which the browser came back to the help desk. */
export const returned = ({ url }: Page) => Object.fromEntries(new URL(url).searchParams)
