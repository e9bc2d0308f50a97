interface Cookie {
  value: string
  path: string
}

export interface Page {
  url: string
  status: number
  html: string
  headers: Headers
}

/** A text browser: cookies, redirects within one site, plain forms, no script, no Origin header. */
export const visitor = (
  origin: string,
  { headers = {}, via = origin }: { headers?: Record<string, string>; via?: string } = {},
) => {
  const jar = new Map<string, Cookie>()

  const send = async (method: string, url: string, body?: string): Promise<Response> => {
    const { pathname } = new URL(url)
    const cookies = [...jar].filter(([, { path }]) => covers(path, pathname))
    const response = await fetch(url.replace(origin, via), {
      method,
      redirect: 'manual',
      headers: {
        accept: 'text/html',
        ...headers,
        cookie: cookies.map(([name, { value }]) => `${name}=${value}`).join('; '),
        ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(body === undefined ? {} : { body }),
    })
    for (const line of response.headers.getSetCookie()) keep(jar, line, pathname)
    return response
  }

  /** Follows redirects as long as they stay here; the first address elsewhere ends the walk. */
  const walk = async (method: string, start: string, body?: string): Promise<Page> => {
    let url = new URL(start, origin).href
    let response = await send(method, url, body)
    for (let hops = 0; hops < 10 && isRedirect(response); hops++) {
      url = new URL(response.headers.get('location') ?? '', url).href
      if (!url.startsWith(origin)) break
      response = await send('GET', url)
    }
    return { url, status: response.status, html: await response.text(), headers: response.headers }
  }

  return {
    jar,
    visit: (path: string) => walk('GET', path),
    /** sends the page's form that has this button, or its only one, with these fields changed */
    press: (page: Page, button: string, fields: Record<string, string> = {}) => {
      const { action, values } = formWith(page, button)
      return walk(
        'POST',
        new URL(action, page.url).href,
        String(new URLSearchParams({ ...values, ...fields })),
      )
    },
    post: (path: string, fields: Record<string, string>) =>
      walk('POST', path, String(new URLSearchParams(fields))),
  }
}
export type Visitor = ReturnType<typeof visitor>

const isRedirect = ({ status }: Response) => status >= 300 && status < 400
const covers = (path: string, pathname: string) =>
  path === '/' || pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`)

const keep = (jar: Map<string, Cookie>, line: string, pathname: string) => {
  const [pair = '', ...attributes] = line.split(';').map(part => part.trim())
  const at = pair.indexOf('=')
  const attribute = (name: string) =>
    attributes.find(one => one.toLowerCase().startsWith(`${name}=`))?.slice(name.length + 1)
  const expires = attribute('expires')
  if (expires !== undefined && Date.parse(expires) < Date.now()) jar.delete(pair.slice(0, at))
  else jar.set(pair.slice(0, at), { value: pair.slice(at + 1), path: attribute('path') ?? pathname })
}

const formWith = ({ html }: Page, button: string) => {
  const forms = [...html.matchAll(/<form[^>]*action="([^"]*)"[^>]*>([\s\S]*?)<\/form>/g)]
  const form = forms.find(([, , inside]) => inside?.includes(`>${button}</button>`))
  if (!form) throw new Error(`There is no button "${button}" on this page:\n${html}`)
  const [, action = '', inside = ''] = form
  return { action: text(action), values: { ...inputsOf(inside), ...pressed(inside, button) } }
}

const inputsOf = (inside: string) =>
  Object.fromEntries(
    [...inside.matchAll(/<input[^>]*name="([^"]*)"[^>]*value="([^"]*)"/g)].map(
      ([, name = '', value = '']) => [name, text(value)],
    ),
  )

const pressed = (inside: string, button: string): Record<string, string> => {
  const tag = [...inside.matchAll(/<button([^>]*)>([^<]*)<\/button>/g)].find(
    ([, , label]) => label === button,
  )
  const [, name, value = ''] = /name="([^"]*)" value="([^"]*)"/.exec(tag?.[1] ?? '') ?? []
  return name === undefined ? {} : { [name]: text(value) }
}

const text = (escaped: string) =>
  escaped.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&amp;', '&')
