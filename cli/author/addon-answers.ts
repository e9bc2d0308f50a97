import type { z } from 'zod'
import { readHookAnswer, readPageAnswer } from '../../contracts/addon-api.ts'
import type { PageData } from '../../contracts/addon-pages.ts'
import type { Wanted } from '../../marketplace/code.ts'
import { outcomeWords } from './bench/words.ts'
import type { Asked, Reply } from './http.ts'
import { html } from './screens/html.ts'
import { pageHtml } from './screens/page.ts'
import { page } from './screens/whole.ts'
import type { About } from './workbench.ts'

const visitor = 'you'

/** Asks the add-on at its public address, as a help desk lets others ask it. */
export const askHook = async (about: About, asked: Asked): Promise<Reply> => {
  const base = new URL(about.publicUrl()).pathname
  const path = asked.path.slice(base.length) || '/'
  const rights = about.bench.desk.release()?.manifest.permissions
  const query = Object.fromEntries(asked.url.searchParams)
  const form = textsOf(asked.form)
  const isPage = rights?.pages.some(({ id, audience }) => audience === 'public' && path === `/${id}`)
  if (isPage) {
    const method = asked.method === 'POST' ? 'POST' : 'GET'
    const input = { method, query, form, operator: null, visitor }
    return pageReply(about, { entry: 'page', name: path.slice(1), input }, { base, here: asked.path })
  }
  if (!rights?.publicAddress) return { status: 404, body: 'Its manifest declares no public address.\n' }
  const headers = headersOf(asked)
  const method = asked.method === 'HEAD' ? 'GET' : asked.method
  const input = { method, url: asked.url.href, path, query, headers, body: asked.body, form, visitor }
  const value = await valueOf(about, { entry: 'hook', name: 'request', input })
  if ('why' in value) return wrong(value.why)
  const answer = readHookAnswer(value.value ?? {})
  if (!answer.success) return wrong(`Its answer is none: ${firstProblem(answer.error)}`)
  const { data } = answer
  if ('redirect' in data) return { status: 303, headers: { location: base + data.redirect } }
  if ('page' in data) return shown(data.page, { base, here: asked.path }, data.status)
  const isJson = 'json' in data
  return {
    status: data.status,
    headers: { ...sent(data.headers), ...(isJson && { 'content-type': 'application/json' }) },
    body: isJson ? JSON.stringify(data.json) : data.body,
  }
}

/** Asks for a page for operators. */
export const askPage = (about: About, asked: Asked, id: string): Promise<Reply> => {
  const { permissions } = about.bench.desk.release()?.manifest ?? {}
  const isThere = permissions?.pages.some(one => one.id === id && one.audience === 'operators')
  if (!isThere) return Promise.resolve({ status: 404, body: `Its manifest declares no page ${id}.\n` })
  const method = asked.method === 'POST' ? 'POST' : 'GET'
  const query = Object.fromEntries(asked.url.searchParams)
  const input = { method, query, form: textsOf(asked.form), operator: { name: 'You' }, visitor }
  return pageReply(about, { entry: 'page', name: id, input }, { base: '/pages', here: asked.path })
}

const pageReply = async (about: About, wanted: Wanted, place: { base: string; here: string }) => {
  const value = await valueOf(about, wanted)
  if ('why' in value) return wrong(value.why)
  const answer = readPageAnswer(value.value)
  if (!answer.success) return wrong(`Its answer is no page: ${firstProblem(answer.error)}`)
  if ('redirect' in answer.data)
    return { status: 303, headers: { location: place.base + answer.data.redirect } }
  return shown(answer.data, place, 200)
}

const valueOf = async ({ bench }: About, wanted: Wanted) => {
  const outcome = await bench.call(bench.desk.release()?.manifest.slug ?? '', wanted)
  return outcome.kind === 'value' ? { value: outcome.value } : { why: outcomeWords(outcome) }
}

const shown = (data: PageData, place: { base: string; here: string }, status: number) =>
  page(data.title, html`<p class="help"><a href="/">Workbench</a></p>${pageHtml(data, place)}`, status)

// said to the author only: elsewhere a help desk says that something went wrong
const wrong = (why: string): Reply => ({ status: 502, body: `${why}\n` })

const firstProblem = (error: z.ZodError): string => {
  const [issue] = error.issues
  if (!issue) return 'it is not understood'
  if (issue.code === 'invalid_union') {
    const [closest] = issue.errors.toSorted((a, b) => a.length - b.length)
    const [inner] = closest ?? []
    if (inner) return `${inner.path.join('.')}: ${inner.message}`
  }
  return `${issue.path.join('.')}: ${issue.message}`
}

// the same that a help desk passes on, in either direction
const told =
  /^(content-type|accept|accept-language|user-agent|origin|x-[a-z0-9-]+|webhook-[a-z]+|[a-z0-9-]*signature[a-z0-9-]*)$/
const ours = /^x-(forwarded|real-ip|csrf|http-method)/
const headersOf = ({ headers }: Asked) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => told.test(name) && !ours.test(name)))

const plain = "default-src 'none'; frame-ancestors 'none'; sandbox"
const types = ['text/plain', 'text/csv', 'text/xml', 'application/xml', 'application/json']
const sent = (headers: Record<string, string>) => {
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const)
  const type = lower
    .find(([name]) => name === 'content-type')?.[1]
    .split(';')[0]
    ?.trim()
    .toLowerCase()
  return {
    ...Object.fromEntries(
      lower.filter(([name]) => /^(x-[a-z0-9-]+|retry-after|content-language)$/.test(name)),
    ),
    'content-type': `${types.find(one => one === type) ?? 'text/plain'}; charset=utf-8`,
    'content-security-policy': plain,
  }
}

const textsOf = (form: Asked['form']) =>
  Object.fromEntries(
    Object.entries(form).map(([name, value]) => [name, Array.isArray(value) ? (value.at(-1) ?? '') : value]),
  )
