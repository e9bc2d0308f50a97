import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer, request } from 'node:http'
import { join } from 'node:path'
import { expect } from 'chai'
import { startCatalogue } from '../server.ts'
import type { RunningCatalogue } from '../serving.ts'
import { type Vendor, vendor } from './support.ts'

describe('the catalogue over HTTP', () => {
  let v: Vendor
  let catalogue: RunningCatalogue
  before(async () => {
    v = await vendor()
    await v.write({ slug: 'french' })
    await v.publish()
    await writeFile(v.at('catalogue/.hidden'), 'secret')
    await writeFile(v.at('catalogue/notes.txt'), 'secret')
    await writeFile(v.at('catalogue/metadata/.1.tmp'), 'secret')
    catalogue = await startCatalogue({ dir: v.at('catalogue'), host: '127.0.0.1', port: 0 })
  })
  after(async () => {
    await catalogue.close()
    await v.remove()
  })
  const get = async (path: string, init: RequestInit = {}) => fetch(`${catalogue.url}${path}`, init)

  /** As a hostile client writes it, which fetch would tidy up. */
  const raw = (path: string) =>
    new Promise<number>((resolve, reject) => {
      const { hostname, port } = new URL(catalogue.url)
      request({ hostname, port, path }, res => {
        res.resume()
        resolve(res.statusCode ?? 0)
      })
        .on('error', reject)
        .end()
    })

  it('serves the signed files with their types, never to be guessed', async () => {
    const archive = '/targets/releases/french/1.0.0/archive.tgz'
    for (const [path, type] of [
      ['/root.json', 'application/json'],
      ['/metadata/timestamp.json', 'application/json'],
      [archive, 'application/gzip'],
    ]) {
      const reply = await get(path ?? '')
      expect(reply.status, path).to.equal(200)
      expect(reply.headers.get('content-type')).to.equal(type)
      expect(reply.headers.get('x-content-type-options')).to.equal('nosniff')
      expect(Number(reply.headers.get('content-length'))).to.equal((await reply.arrayBuffer()).byteLength)
    }
  })

  it('lets caches keep what never changes, and asks them to look again for the rest', async () => {
    const caching = async (path: string) => (await get(path)).headers.get('cache-control')
    expect(await caching('/targets/releases/french/1.0.0/release.json')).to.match(/immutable/)
    expect(await caching('/metadata/1.targets.json')).to.match(/immutable/)
    expect(await caching('/metadata/timestamp.json')).to.equal('no-cache')
    expect(await caching('/root.json')).to.equal('no-cache')
    expect(await caching('/metadata/2.root.json'), 'not there yet').to.equal('no-store')
    const tag = (await get('/metadata/timestamp.json')).headers.get('etag') ?? ''
    expect((await get('/metadata/timestamp.json', { headers: { 'if-none-match': tag } })).status).to.equal(
      304,
    )
  })

  it('answers HEAD without a body, and nothing but GET and HEAD', async () => {
    const head = await get('/root.json', { method: 'HEAD' })
    expect([head.status, await head.text()]).to.deep.equal([200, ''])
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      const reply = await get('/root.json', { method })
      expect([reply.status, reply.headers.get('allow')]).to.deep.equal([405, 'GET, HEAD'])
    }
  })

  it('has no spelling of an address that leads out of the folder or to another file', async () => {
    for (const path of [
      '/../keys/root-1.pem',
      '/targets/../../keys/root-1.pem',
      '/targets/%2e%2e/%2e%2e/keys/root-1.pem',
      '/targets/..%2f..%2fkeys/root-1.pem',
      '/targets/..\\..\\keys\\root-1.pem',
      '/targets//etc/passwd',
      '//etc/passwd',
      '/.hidden',
      '/.publishing',
      '/notes.txt',
      '/metadata/.1.tmp',
      '/metadata',
      '/metadata/',
      '/targets/releases',
      '/metadata/timestamp.json%00.png',
      '/metadata/timestamp.json/',
      '/METADATA/timestamp.json',
    ])
      expect(await raw(path), path).to.equal(404)
  })

  it('tells a person who comes by what this is', async () => {
    const reply = await get('/')
    const page = await reply.text()
    expect(reply.headers.get('content-type')).to.equal('text/html; charset=utf-8')
    expect(reply.headers.get('content-security-policy')).to.match(/default-src 'none'/)
    expect(page)
      .to.match(/Souk add-on catalogue/)
      .and.match(/signed to be used until/)
  })

  it('says so when nothing has been published yet', async () => {
    await mkdir(v.at('new'))
    const empty = await startCatalogue({ dir: v.at('new'), host: '127.0.0.1', port: 0 })
    try {
      expect(await (await fetch(empty.url)).text()).to.match(/Nothing has been published/)
      expect((await fetch(`${empty.url}/metadata/timestamp.json`)).status).to.equal(404)
    } finally {
      await empty.close()
    }
  })
})

describe('the catalogue as a program', () => {
  let v: Vendor
  before(async () => {
    v = await vendor()
    await v.write({ slug: 'french' })
    await v.publish({ now: new Date('2020-01-01'), life: { root: 36_500, targets: 36_500 } })
  })
  after(() => v.remove())

  const start = (env: Record<string, string>) => {
    const server = join(import.meta.dirname, '..', 'server.ts')
    const all = {
      ...process.env,
      DATA_DIR: v.at(),
      CATALOGUE_DIR: v.at('catalogue'),
      CATALOGUE_PORT: '0',
      ...env,
    }
    const child = spawn(process.execPath, ['--import', 'tsx', server], { env: all, stdio: 'pipe' })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', text => (output += String(text)))
    return { child, said: () => output }
  }
  const ended = async (child: ChildProcess) => {
    const [code] = (await once(child, 'exit')) as [number | null]
    return code
  }
  const listening = async (said: () => string, child: ChildProcess) => {
    const deadline = Date.now() + 15_000
    for (;;) {
      const url = /"url":"([^"]+)"/.exec(said())?.[1]
      if (url) return url
      if (Date.now() > deadline || child.exitCode !== null) throw new Error(said())
      await new Promise(resolve => setTimeout(resolve, 20))
    }
  }

  it('signs itself in the demo, serves, and ends cleanly when told to', async () => {
    const { child, said } = start({ SOUK_DEMO: '1' })
    const url = await listening(said, child)
    const { signed } = (await (await fetch(`${url}/metadata/timestamp.json`)).json()) as {
      signed: { expires: string }
    }
    expect(Date.parse(signed.expires)).to.be.greaterThan(Date.now())
    child.kill('SIGTERM')
    expect(await ended(child)).to.equal(0)
  })

  it('says in one sentence that its port is taken, and ends with 1', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const address = other.address()
    const port = typeof address === 'object' ? String(address?.port) : ''
    try {
      const { child, said } = start({ CATALOGUE_PORT: port })
      expect(await ended(child)).to.equal(1)
      expect(said().trim()).to.equal(
        `Port ${port} of the catalogue is taken: stop the other program, or set CATALOGUE_PORT to a free one.`,
      )
    } finally {
      other.close()
    }
  })

  it('names a setting that can not be used, and ends with 1', async () => {
    const { child, said } = start({ CATALOGUE_PORT: 'http' })
    expect(await ended(child)).to.equal(1)
    expect(said()).to.match(/^CATALOGUE_PORT is not usable: .*\n$/)
  })
})
