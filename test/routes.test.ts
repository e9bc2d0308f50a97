import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import type { Express } from 'express'
import { commandLine } from '../marketplace/activity.ts'
import { type Permission, permissionNames } from '../marketplace/permissions.ts'
import { createPanel } from '../routes/index.ts'
import { isPermission } from '../marketplace/permissions.ts'
import { routeTable } from '../routes/paths.ts'
import type { Client } from './support/client.ts'
import { startPanel, type TestPanel } from './support/panel.ts'
import { raw } from './support/raw.ts'

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']
const table = routeTable()
const guarded = table.filter(({ permission }) => isPermission(permission))
const filled = (path: string, name = 'no-such-thing') => path.replace(/:\w+/g, name)

/** Ways to write an address that some server, router or proxy would read as the plain one. */
const oddSpellings = (path: string) => {
  const [first = '', ...rest] = path.slice(1).split('/')
  const tail = rest.map(one => `/${one}`).join('')
  const letter = first.charCodeAt(0).toString(16)
  return [
    `${path}/`,
    `/${path}`,
    `/${first}/${tail}`,
    path.toUpperCase(),
    `/${first.slice(0, 1).toUpperCase()}${first.slice(1)}${tail}`,
    `/%${letter}${first.slice(1)}${tail}`,
    `/%25${letter}${first.slice(1)}${tail}`,
    `/./${first}${tail}`,
    `/${first}/x/..${tail}`,
    `/nowhere/../${first}${tail}`,
    `/nowhere/%2e%2e/${first}${tail}`,
    `/nowhere/%2E%2e%2f${first}${tail}`,
    `/sign-in/../${first}${tail}`,
    `/${first}${tail.replaceAll('/', '%2F')}`,
    `/${first}${tail.replaceAll('/', '%5c')}`,
    `${path};x=y`,
    `/${first};jsessionid=1${tail}`,
    `${path}%20`,
    `${path}?permission=all&_method=GET`,
  ].filter(spelling => spelling !== path)
}

describe('The addresses of the panel', () => {
  let panel: TestPanel
  const people = new Map<string, Client>()

  before(async () => {
    panel = await startPanel()
    const hash = await panel.services.passwords.hash('walks every route')
    const someone = async (name: string, permissions: Permission[]) => {
      const role = await panel.services.roles.add({ name, permissions }, commandLine)
      if (role.kind !== 'done') throw new Error(role.kind)
      const email = `${name.replace('.', '-')}@walk.example`
      await panel.services.operators.add({ email, name, roles: [role.id] }, hash, commandLine)
      people.set(name, await panel.as(email, 'walks every route'))
    }
    await someone('none', [])
    for (const permission of permissionNames) await someone(permission, [permission])
    people.set('ada', await panel.as('ada'))
  })
  after(() => panel.stop())

  const ask = (
    client: Client | undefined,
    path: string,
    method = 'GET',
    more: Record<string, string> = {},
  ) => {
    const cookie = [...(client?.cookies ?? [])].map(([name, value]) => `${name}=${value}`).join('; ')
    return raw(panel.url, path, { method, headers: { ...(cookie && { cookie }), ...more } })
  }
  const words = (permission: string) => panel.services.languages.english.messages[`permissions.${permission}`]
  const without = (permission: string) =>
    [...people].filter(([name]) => name !== permission && name !== 'ada')

  it('are those of paths.ts: each is answered by a router, and no router answers another', () => {
    const { services } = panel
    // the previews are for development only
    const settings = { ...services.settings, development: true }
    const registered = routesOf(createPanel({ ...services, settings }))
    const listed = table.map(({ method, path }) => `${method} ${path}`)
    expect(registered.toSorted()).to.deep.equal(listed.toSorted())
  })

  it('are refused without their permission, which is named, with every method', async () => {
    for (const { path, permission } of guarded)
      for (const [name, client] of without(permission))
        for (const method of methods) {
          const { status, text } = await ask(client, filled(path), method)
          expect(status, `${method} ${path} as ${name}`).to.equal(403)
          if (method !== 'HEAD') expect(text, `${method} ${path}`).to.include(words(permission))
        }
  }).timeout(240_000)

  it('are refused without their permission in every odd spelling', async () => {
    const client = people.get('none')
    for (const { method, path, permission } of guarded)
      for (const spelling of oddSpellings(filled(path))) {
        const { status, text } = await ask(client, spelling, method)
        expect(status, `${method} ${spelling}`).to.equal(403)
        expect(text, `${method} ${spelling}`).to.include(words(permission))
      }
  }).timeout(120_000)

  it('are never opened by an odd spelling, even for somebody who may see everything', async () => {
    const ada = people.get('ada')
    for (const { method, path } of guarded)
      for (const spelling of oddSpellings(filled(path)).filter(one => !one.includes('?'))) {
        const { status, headers } = await ask(ada, spelling, method)
        expect(status, `${method} ${spelling}`).to.be.oneOf([303, 404, 405, method === 'POST' ? 403 : 404])
        if (status === 303) expect(headers['location'], spelling).to.match(/^\/[a-z0-9]/)
      }
  }).timeout(120_000)

  it('send a person who is not signed in to the sign-in page, and back afterwards', async () => {
    for (const { method, path } of table.filter(({ permission }) => permission !== 'anyone')) {
      const { status, headers } = await ask(undefined, filled(path), method)
      const next = method === 'GET' && path !== '/' ? `?next=${encodeURIComponent(filled(path))}` : ''
      expect(status, `${method} ${path}`).to.equal(303)
      expect(headers['location'], `${method} ${path}`).to.equal(`/sign-in${next}`)
    }
  })

  it('send a piece of a page to the sign-in page as a whole', async () => {
    for (const { method, path } of table.filter(({ permission }) => permission !== 'anyone')) {
      const { status, headers, text } = await ask(undefined, filled(path), method, { 'hx-request': 'true' })
      expect([status, headers['hx-redirect'], text], path).to.deep.equal([401, '/sign-in', ''])
    }
  })

  it('lead back from there to the page that was shown, and to no other place', async () => {
    const leads = async (shown: string) => {
      const asked = { 'hx-request': 'true', 'hx-current-url': shown }
      return (await ask(undefined, '/addons', 'GET', asked)).headers['hx-redirect']
    }
    expect(await leads(`${panel.url}/addons?q=fr`)).to.equal('/sign-in?next=%2Faddons%3Fq%3Dfr')
    for (const shown of [
      'https://example.com/addons',
      `${panel.url}//example.com`,
      'javascript:alert(1)',
      'x',
    ])
      expect(await leads(shown), shown).to.equal('/sign-in')
  })

  it('tell nobody who is signed out what exists', async () => {
    for (const path of [
      '/nothing-here',
      '/addons/french',
      '/addons/no-such-thing',
      '/operations/1',
      '/%zz',
      '/.env',
    ])
      for (const method of methods) {
        const { status, headers } = await ask(undefined, path, method)
        expect(status, `${method} ${path}`).to.equal(303)
        expect(headers['location'], path).to.match(/^\/sign-in/)
      }
  })

  it('answer alike for names that exist and names that do not', async () => {
    const [role] = await panel.services.roles.list()
    const answers = await Promise.all(
      [role?.id ?? '', 'no-such-thing'].map(id => ask(people.get('addons'), `/roles/${id}`)),
    )
    expect(answers[0]?.text.replace(/value="\w+"/, '')).to.equal(answers[1]?.text.replace(/value="\w+"/, ''))
    expect(answers[0]?.status).to.equal(403)
  })

  it('take a change only with the token of a form, whoever asks', async () => {
    for (const { path } of table.filter(({ method }) => method === 'POST')) {
      // these are let in by what they carry: a token of their own, a signature
      if (['/first-operator/:token', '/webhooks/client-area', '/hooks/:slug'].includes(path)) continue
      for (const headers of [{}, { 'x-http-method-override': 'GET' }, { 'x-csrf-token': 'guessed' }]) {
        const { status, text } = await ask(people.get('ada'), filled(path), 'POST', headers)
        expect(status, path).to.equal(403)
        expect(text, path).to.include('This form is out of date')
      }
    }
  })

  it('are not changed by a method that claims to be another', async () => {
    const ben = await panel.as('ben')
    for (const header of ['x-http-method-override', 'x-method-override', 'x-http-method'])
      for (const [method, claimed] of [
        ['GET', 'POST'],
        ['POST', 'GET'],
      ] as const) {
        const { status, text } = await ask(ben, '/addons/french/installation?_method=GET', method, {
          [header]: claimed,
        })
        expect(status, header).to.equal(403)
        expect(text, header).to.include('View and Manage Add-ons')
      }
  })

  it('name their methods to whoever uses another one', async () => {
    const answer = await ask(people.get('ada'), '/activity', 'DELETE')
    expect([answer.status, answer.headers['allow']]).to.deep.equal([405, 'GET, HEAD'])
    expect((await ask(people.get('ada'), '/sign-out')).status).to.equal(405)
  })

  it('lead from a kindly meant spelling to the page', async () => {
    const found = async (path: string) => (await ask(people.get('ada'), path)).headers['location']
    expect(await found('/operators/')).to.equal('/operators')
    expect(await found('/Roles')).to.equal('/roles')
    expect(await found('//roles//new')).to.equal('/roles/new')
  })

  it('follow a change of rights at the next request', async () => {
    const client = people.get('roles')
    expect((await ask(client, '/roles')).status).to.equal(200)
    const role = (await panel.services.roles.list()).find(({ name }) => name === 'roles')
    await panel.services.roles.change(role?.id ?? '', { name: 'roles', permissions: [] }, commandLine)
    expect((await ask(client, '/roles')).status).to.equal(403)
  })
})

describe('A panel whose public address carries a path', () => {
  let panel: TestPanel
  before(async () => {
    panel = await startPanel({ path: '/desk' })
  })
  after(() => panel.stop())

  it('answers below it, and only there', async () => {
    const ada = await panel.as('ada')
    expect((await ada.get('/desk/operators')).text).to.include('ada@example.com')
    expect((await ada.fetch('/desk/Operators/')).location).to.equal('/desk/operators')
    for (const path of ['/', '/operators', '/DESK/operators', '/deskoperators', '/desk%2foperators'])
      expect((await raw(panel.url, path)).status, path).to.equal(404)
  })

  it('keeps its cookie to itself', async () => {
    const answer = await raw(panel.url, '/desk/sign-in')
    expect(String(answer.headers['set-cookie'])).to.include('Path=/desk;')
  })
})

/** `METHOD /path` of every route in the routers of an application. */
const routesOf = (app: Express): string[] => {
  const within = (stack: readonly Layer[]): string[] =>
    stack.flatMap(({ route, handle }) => {
      if (route) return route.stack.map(({ method }) => `${method.toUpperCase()} ${route.path}`)
      return 'stack' in handle && Array.isArray(handle.stack) ? within(handle.stack) : []
    })
  return [...new Set(within(app.router.stack))]
}

interface Layer {
  route?: { path: string; stack: { method: string }[] } | undefined
  handle: object
}
