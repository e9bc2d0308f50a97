import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { z } from 'zod'
import { apiRoutes } from '../routes/api.ts'
import { openServices } from '../services.ts'
import { readSettings } from '../settings.ts'
import { codeOf, newKey, type Reply, type Shop, shop } from './shop.ts'

const operationRead = z.object({
  operationId: z.string(),
  summary: z.string().min(10),
  security: z.tuple([z.object({ login: z.tuple([z.enum(['marketplace', 'purchases'])]) })]),
  parameters: z.array(
    z.object({ name: z.string(), in: z.enum(['path', 'query', 'header']), required: z.boolean() }),
  ),
  requestBody: z.unknown().optional(),
  responses: z.record(
    z.string(),
    z.looseObject({
      description: z.string().min(3),
      content: z.record(z.string(), z.object({ schema: z.unknown().optional() })),
    }),
  ),
})
/** As much of the document as is walked here. */
const documentRead = z.looseObject({
  openapi: z.string(),
  servers: z.tuple([z.object({ url: z.url() })]),
  components: z.object({ schemas: z.record(z.string(), z.unknown()), securitySchemes: z.unknown() }),
  paths: z.record(z.string(), z.partialRecord(z.enum(['get', 'post']), operationRead)),
})
interface Told extends z.infer<typeof operationRead> {
  method: 'GET' | 'POST'
  path: string
}

describe('The OpenAPI document', () => {
  let area: Shop
  let token: string
  let document: z.infer<typeof documentRead>
  let operations: Told[]
  const bought = { reference: '', entitlement: '', number: '' }

  before(async () => {
    area = await shop()
    token = (await area.tokens()).access_token
    await area.useCard('pays')
    document = documentRead.parse(await (await fetch(`${area.url}/api/openapi.json`)).json())
    operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, told]) => ({
        ...told,
        path,
        method: method === 'get' ? ('GET' as const) : ('POST' as const),
      })),
    )
    const { reference, entitlement, invoice } = await area.buy(token)
    Object.assign(bought, { reference, entitlement, number: invoice?.number })
    bodies['placePurchase'] = await area.orderOf(token, 'plain-english')
  })
  after(() => area.stop())

  const bodies: Record<string, unknown> = {
    askQuotes: { addon: 'plain-english', version: '1.0.0' },
    takeFreeAddon: { addon: 'french' },
  }
  const values = (): Record<string, string> => ({
    ...bought,
    id: bought.entitlement,
    slug: 'japanese',
    version: '1.0.0',
    open: '1',
  })

  const address = ({ path, parameters }: Told, names: Record<string, string>) => {
    const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => names[name] ?? 'nothing-of-this-name')
    const query = parameters.filter(({ in: place, required }) => place === 'query' && required)
    const asked = new URLSearchParams(Object.fromEntries(query.map(({ name }) => [name, names[name] ?? ''])))
    return query.length > 0 ? `${filled}?${asked.toString()}` : filled
  }

  /** Asks as the document says; `changes` make it ask otherwise. */
  const ask = async (
    told: Told,
    changes: {
      token?: string
      names?: Record<string, string>
      body?: unknown
      headers?: Record<string, string>
    } = {},
  ) => {
    const isKeyed = told.parameters.some(({ name }) => name === 'Idempotency-Key')
    const wanted = told.requestBody === undefined ? undefined : bodies[told.operationId]
    const body = 'body' in changes ? changes.body : wanted
    const reply = await area.ask(changes.token ?? token, address(told, changes.names ?? values()), {
      method: told.method,
      headers: changes.headers ?? (isKeyed ? { 'idempotency-key': newKey() } : {}),
      ...(body === undefined ? {} : { body }),
    })
    expectTold(told, reply)
    return reply
  }

  /** The reply is one of those that the document names for this operation, in the shape it says. */
  const expectTold = (told: Told, { status, headers, json, text }: Reply) => {
    const named = `${told.operationId} ${status} ${text.slice(0, 300)}`
    const response = told.responses[String(status)]
    const type = (headers.get('content-type') ?? '').split(';')[0] ?? ''
    expect(Object.keys(response?.content ?? {}), named).to.deep.equal([type])
    if (!type.includes('json')) return
    const check = checkOf(`${told.operationId} ${status}`, response?.content[type]?.schema)
    expect(check(json), `${named}\n${JSON.stringify(check.errors)}`).to.equal(true)
  }

  // Inside ajv's schema the document's references must find the document's parts.
  const ajv = formats.default(new Ajv2020({ strict: false, allErrors: true }))
  const checks = new Map<string, ReturnType<typeof ajv.compile>>()
  const checkOf = (name: string, schema: unknown) => {
    const whole = { ...z.looseObject({}).parse(schema), components: document.components }
    const check = checks.get(name) ?? ajv.compile(whole)
    checks.set(name, check)
    return check
  }

  const each = async (
    wanted: (told: Told) => boolean,
    asking: (told: Told) => Promise<Reply>,
    code: string,
  ) => {
    const asked = operations.filter(wanted)
    expect(asked.length).to.be.above(0)
    for (const told of asked) expect(codeOf(await asking(told)), told.operationId).to.equal(code)
  }
  const hasBody = ({ requestBody }: Told) => requestBody !== undefined
  const isKeyed = ({ parameters }: Told) => parameters.some(({ name }) => name === 'Idempotency-Key')
  const isNamed = ({ path }: Told) => path.includes('{')
  const names = ({ responses }: Told, code: string) => JSON.stringify(responses).includes(`"${code}"`)

  it('is OpenAPI 3.1 at the client area’s own address, with a name of its own for each operation', () => {
    expect(document.openapi).to.match(/^3\.1\./)
    expect(document.servers[0].url).to.equal(`${area.url}/api/v1`)
    const ids = operations.map(({ operationId }) => operationId)
    expect(new Set(ids).size).to.equal(ids.length)
    const text = JSON.stringify(document)
    for (const [, name = ''] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g))
      expect(document.components.schemas, name).to.have.property(name)
  })

  it('names every route that the server has, and no other', async () => {
    const settings = readSettings({
      NODE_ENV: 'test',
      CLIENT_AREA_DATA_DIR: area.folder,
      CLIENT_AREA_LOG_LEVEL: 'silent',
    })
    const { stack } = apiRoutes(await openServices(settings, area.stores, new URL(area.url)))
    const routes = stack.flatMap(({ route }) =>
      route === undefined
        ? []
        : route.stack.flatMap(({ method }) => (method ? [`${method} ${route.path}`] : [])),
    )
    const told = operations.map(
      ({ method, path }) => `${method.toLowerCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
    )
    expect(routes.toSorted()).to.deep.equal(told.toSorted())
  })

  it('tells what each operation answers when all is well', async () => {
    const order = ['cancelEntitlement', 'withdrawPurchase']
    const last = ({ operationId }: Told) => order.indexOf(operationId)
    for (const told of operations.toSorted((a, b) => last(a) - last(b)))
      expect((await ask(told)).status, told.operationId).to.equal(200)
  })

  it('tells what each operation answers to no token, a bad one, and one without its scope', async () => {
    const all = () => true
    await each(all, told => ask(told, { token: '' }), 'missing_token')
    await each(all, told => ask(told, { token: 'made-up' }), 'invalid_token')
    const narrow = (await area.tokens('olive@example.com', { scope: 'openid' })).access_token
    await each(all, told => ask(told, { token: narrow }), 'insufficient_scope')
    for (const scope of ['marketplace', 'purchases'] as const) {
      const other = scope === 'marketplace' ? 'purchases' : 'marketplace'
      const { access_token } = await area.tokens('olive@example.com', { scope: `openid ${other}` })
      const needs = ({ security }: Told) => security[0].login[0] === scope
      await each(needs, told => ask(told, { token: access_token }), 'insufficient_scope')
    }
  })

  it('tells which operations are for the owner only', async () => {
    const otto = (await area.tokens('otto@example.com')).access_token
    await each(
      told => names(told, 'not_owner'),
      told => ask(told, { token: otto }),
      'not_owner',
    )
    for (const told of operations.filter(one => !names(one, 'not_owner')))
      expect(codeOfAny(await ask(told, { token: otto })), told.operationId).to.not.equal('not_owner')
  })

  it('tells what names of nothing lead to', async () => {
    const unknown = {
      reference: 'x'.repeat(20),
      id: 'nothing',
      number: 'NO-1',
      slug: 'Nothing',
      version: '0.0.0',
    }
    await each(
      told => isNamed(told) && told.operationId !== 'withdrawPurchase',
      told => ask(told, { names: unknown }),
      'not_found',
    )
    await each(
      isNamed,
      told => ask(told, { names: { ...unknown, reference: 'short', id: '%20', number: '-a' } }),
      'not_found',
    )
  })

  it('tells what is wrong with a body or a key', async () => {
    await each(isKeyed, told => ask(told, { headers: {} }), 'key_missing')
    await each(isKeyed, told => ask(told, { headers: { 'idempotency-key': 'short' } }), 'invalid_request')
    const key = { 'idempotency-key': newKey() }
    await each(
      hasBody,
      told => ask(told, { headers: { ...key, 'content-type': 'text/plain' } }),
      'unsupported_media_type',
    )
    await each(hasBody, told => ask(told, { headers: key, body: `"${'x'.repeat(10_500)}"` }), 'too_large')
    await each(hasBody, told => ask(told, { headers: key, body: {} }), 'invalid_request')
    await each(hasBody, told => ask(told, { headers: key, body: '{' }), 'invalid_request')
  })

  it('tells which operations must not be asked too often', async () => {
    const limited = operations.filter(told => names(told, 'too_many_requests'))
    expect(limited.map(({ operationId }) => operationId)).to.have.members([
      'askQuotes',
      'placePurchase',
      'withdrawPurchase',
      'takeFreeAddon',
      'cancelEntitlement',
    ])
    for (const told of limited) {
      let reply = await ask(told, { headers: {}, body: undefined })
      for (let n = 0; n < 260 && reply.status !== 429; n++)
        reply = await ask(told, { headers: {}, body: undefined })
      expect(codeOf(reply), told.operationId).to.equal('too_many_requests')
      expect(Number(reply.headers.get('retry-after'))).to.be.above(0)
    }
  })
})

const codeOfAny = (reply: Reply) => (reply.status === 200 ? 'none' : codeOf(reply))
