import { rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createConnection } from 'node:net'
import { join } from 'node:path'
import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { entitlement } from '../../contracts/marketplace-api.ts'
import { archiveBytes, codeOf, newKey, read, replyOf, type Shop, shop } from './shop.ts'

describe('The download of a paid release', () => {
  let area: Shop
  let token: string
  beforeEach(async () => {
    area = await shop()
    token = (await area.tokens()).access_token
    await area.useCard('pays')
  })
  afterEach(() => area.stop())

  const fetchRelease = (path: string, method = 'GET', by = token) =>
    fetch(`${area.url}/api/v1/releases/${path}`, { method, headers: { authorization: `Bearer ${by}` } })
  const codeAt = async (path: string, by = token) =>
    codeOf(await replyOf(await fetchRelease(path, 'GET', by)))

  it('hands the very bytes to those who bought it, with their length', async () => {
    await area.buy(token)
    const expected = archiveBytes('japanese', '1.0.0')
    const reply = await fetchRelease('japanese/1.0.0')
    expect(reply.status).to.equal(200)
    expect(reply.headers.get('content-type')).to.equal('application/gzip')
    expect(reply.headers.get('content-length')).to.equal(String(expected.length))
    expect(expected.equals(Buffer.from(await reply.arrayBuffer()))).to.equal(true)

    const head = await fetchRelease('japanese/1.0.0', 'HEAD')
    expect([head.status, head.headers.get('content-length')]).to.deep.equal([200, String(expected.length)])
    expect(await head.text()).to.equal('')
  })

  it('refuses everybody else, and does not tell them which releases there are', async () => {
    expect(await codeAt('japanese/1.0.0')).to.equal('not_entitled')
    expect(await codeAt('japanese/9.9.9')).to.equal('not_entitled')
    expect(await codeAt('made-up/1.0.0')).to.equal('not_entitled')
    await area.buy(token)
    expect(await codeAt('plain-english/1.0.0')).to.equal('not_entitled')
    const { tokens } = await area.otherLicence()
    expect(await codeAt('japanese/1.0.0', tokens.access_token)).to.equal('not_entitled')
    expect(await codeAt('japanese/1.0.0', '')).to.equal('missing_token')
    expect((await fetchRelease('japanese/1.0.0', 'HEAD', tokens.access_token)).status).to.equal(403)
  })

  it('waits for the money: a due invoice hands out nothing', async () => {
    await area.useCard('declined')
    expect((await area.buy(token)).state).to.equal('payment due')
    expect(await codeAt('japanese/1.0.0')).to.equal('not_entitled')
  })

  it('ends with the subscription; what was bought once stays', async () => {
    const { entitlement: id } = await area.buy(token)
    await area.buy(token, 'plain-english')
    const ended = await area.ask(token, `/entitlements/${id}/cancellation`, {
      method: 'POST',
      headers: { 'idempotency-key': newKey() },
    })
    expect(read(entitlement, ended).state).to.equal('ended')
    expect(await codeAt('japanese/1.0.0')).to.equal('not_entitled')
    expect((await fetchRelease('plain-english/1.0.0')).status).to.equal(200)

    await area.buy(token)
    expect((await fetchRelease('japanese/1.0.0')).status).to.equal(200)
  })

  it('is refused while the licence is suspended', async () => {
    await area.buy(token)
    await area.suspendLicence()
    expect(await codeAt('japanese/1.0.0')).to.equal('not_entitled')
    await area.resumeLicence()
    expect((await fetchRelease('japanese/1.0.0')).status).to.equal(200)
  })

  it('says that there is no such archive to those who could have it', async () => {
    await area.buy(token)
    expect(await codeAt('japanese/1.0.1')).to.equal('not_found')
  })

  it('never leaves the folder of releases, however the names are spelled', async () => {
    await area.buy(token)
    writeFileSync(join(area.folder, 'archive.tgz'), 'secret')
    for (const path of [
      '../archive.tgz',
      '%2e%2e/1.0.0',
      '..%2f..%2fjapanese/1.0.0',
      'japanese/..',
      'japanese/%2e%2e',
      'japanese/..%2f..',
      'japanese/1.0.0%00',
      'japanese/1.0.0%2f..',
      'japanese%5c..%5c/1.0.0',
      'JAPANESE/1.0.0',
      'japanese/01.0.0',
      'japanese/1.0',
      'japanese/1.0.0+build',
      'japanese/1.0.0/archive.tgz',
      'japanese/1.0.0/',
    ]) {
      const { status, text } = await rawGet(area.url, `/api/v1/releases/${path}`, token)
      expect(status, path).to.be.oneOf([400, 404])
      expect(text, path).to.not.include('secret')
    }
  })

  it('follows no link out of its folder', async () => {
    await area.buy(token)
    const outside = join(area.folder, 'secret.key')
    const place = join(area.folder, 'releases', 'japanese', '1.0.0', 'archive.tgz')
    rmSync(place)
    symlinkSync(outside, place)
    expect(await codeAt('japanese/1.0.0')).to.equal('not_found')
  })
})

// fetch would tidy the dots away before sending
const rawGet = (url: string, path: string, token: string) =>
  new Promise<{ status: number; text: string }>((resolve, reject) => {
    const { hostname, port } = new URL(url)
    const socket = createConnection({ host: hostname, port: Number(port) })
    let text = ''
    socket.on('data', chunk => (text += String(chunk)))
    socket.on('end', () => resolve({ status: Number(text.split(' ')[1]), text }))
    socket.on('error', reject)
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: Bearer ${token}\r\nConnection: close\r\n\r\n`,
    )
  })
