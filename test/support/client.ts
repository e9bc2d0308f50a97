import { fieldsOf, formWith, textOf } from './forms.ts'

export interface Answer {
  status: number
  headers: Headers
  /** where a redirect leads, as it was sent */
  location: string | null
  html: string
  /** what somebody reads, without tags */
  text: string
}

export type Form = Record<string, string | readonly string[]>

/** Somebody at a browser without script: keeps cookies and the page shown, fills in forms, presses buttons. */
export interface Client {
  url: string
  /** one request, redirects not followed; headers as given */
  fetch: (path: string, init?: RequestInit) => Promise<Answer>
  /** goes to a page, following redirects; it becomes the page shown */
  get: (path: string) => Promise<Answer>
  /** posts a form with the token of this session, redirects not followed */
  post: (path: string, form?: Form, headers?: Record<string, string>) => Promise<Answer>
  /** presses the button with these words on the page shown, after filling in its form; follows the redirect */
  press: (button: string, filled?: Form) => Promise<Answer>
  /** the page shown */
  page: () => Answer
  token: () => Promise<string>
  cookies: Map<string, string>
}

/** A client of the panel at `url` with a cookie jar of its own. `tokenPage` shows a form in any case. */
export const newClient = (url: string, tokenPage: string): Client => {
  const cookies = new Map<string, string>()
  let shown: Answer | undefined

  const request = async (path: string, init: RequestInit = {}): Promise<Answer> => {
    const headers = new Headers(init.headers)
    if (cookies.size > 0)
      headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '))
    const response = await fetch(new URL(path, url), { ...init, headers, redirect: 'manual' })
    for (const line of response.headers.getSetCookie()) keep(cookies, line)
    const html = await response.text()
    const { status } = response
    return {
      status,
      headers: response.headers,
      location: response.headers.get('location'),
      html,
      text: textOf(html),
    }
  }

  const follow = async (answer: Answer, hops = 5): Promise<Answer> => {
    const leavesUs = !answer.location || new URL(answer.location, url).origin !== new URL(url).origin
    if (answer.status < 300 || answer.status > 399 || leavesUs || hops === 0) return (shown = answer)
    return follow(await request(answer.location ?? ''), hops - 1)
  }

  const send = (path: string, form: URLSearchParams, headers: Record<string, string> = {}) =>
    request(path, {
      method: 'POST',
      body: form.toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    })

  const client: Client = {
    url,
    cookies,
    fetch: request,
    get: async path => follow(await request(path)),
    async post(path, form = {}, headers) {
      return send(path, encoded({ _csrf: await client.token(), ...form }), headers)
    },
    async press(button, filled = {}) {
      const form = formWith(client.page().html, button)
      if (!form) throw new Error(`There is no button "${button}" on: ${client.page().text.slice(0, 2000)}`)
      const values = fieldsOf(form.html, button)
      for (const name of Object.keys(filled)) values.delete(name)
      for (const [name, value] of encoded(filled)) values.append(name, value)
      if (form.method === 'get') return client.get(`${form.action}?${values.toString()}`)
      return follow(await send(form.action, values))
    },
    page() {
      if (!shown) throw new Error('No page is shown yet')
      return shown
    },
    async token() {
      const known = shown && tokenIn(shown.html)
      return known ?? tokenIn((await follow(await request(tokenPage))).html) ?? ''
    },
  }
  return client
}

const keep = (cookies: Map<string, string>, line: string) => {
  const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
  if (/expires=Thu, 01 Jan 1970|max-age=0/i.test(line) || value === '') cookies.delete(name)
  else cookies.set(name, value)
}

const tokenIn = (html: string) => /name="_csrf" value="([^"]+)"/.exec(html)?.[1]

const encoded = (form: Form) => {
  const values = new URLSearchParams()
  for (const [name, value] of Object.entries(form))
    for (const one of typeof value === 'string' ? [value] : value) values.append(name, one)
  return values
}
