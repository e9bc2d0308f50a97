import { askHook } from './addon-answers.ts'
import type { Asked } from './http.ts'
import { html } from './screens/html.ts'
import type { About } from './workbench.ts'

/** What the public address answers to what was typed into the form, as it is. */
export const triedHtml = async (about: About, asked: Asked) => {
  const lines = String(asked.form['headers'] ?? '').split(/\r?\n/)
  const headers = lines.flatMap(line => {
    const [name = '', ...rest] = line.split(':')
    return rest.length > 0 ? [[name.trim().toLowerCase(), rest.join(':').trim()] as const] : []
  })
  const path = String(asked.form['path'] ?? '/')
  const body = String(asked.form['body'] ?? '')
  const url = new URL(`${about.publicUrl()}${path.startsWith('/') ? path : `/${path}`}`)
  const form = Object.fromEntries(headers)['content-type']?.startsWith('application/x-www-form-urlencoded')
    ? Object.fromEntries(new URLSearchParams(body))
    : {}
  const reply = await askHook(about, {
    method: String(asked.form['method'] ?? 'GET'),
    path: url.pathname,
    url,
    headers: Object.fromEntries(headers),
    body,
    form,
  })
  const told = Object.entries(reply.headers ?? {}).map(([name, value]) => `${name}: ${value}`)
  return html`<p><a href="/">Back</a></p><h1>${reply.status}</h1><pre>${told.join('\n')}</pre><pre>${reply.body}</pre>`
}
