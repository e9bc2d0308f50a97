import { expect } from 'chai'
import { generateKeyPair, exportJWK, SignJWT, UnsecuredJWT, decodeJwt } from 'jose'
import { type HelpDeskWithClientArea, helpDeskWithClientArea, recordOf } from '../support/connected.ts'
import { problemsOfPage } from '../support/html.ts'
import { inClientArea, logIn, logOut, pressLogin, type Traveller } from '../support/login.ts'

describe('A login that goes wrong', () => {
  let desk: HelpDeskWithClientArea
  let now = new Date()
  let ada: Traveller
  before(async () => {
    desk = await helpDeskWithClientArea({ now: () => now })
  })
  after(() => desk.stop())
  beforeEach(async () => {
    now = new Date()
    await desk.reset()
    ada = await desk.as('ada')
  })

  const expectNothingStored = async () =>
    expect(await desk.panel.services.connection.state()).to.deep.equal({ kind: 'not connected' })

  /** The page says this, offers a next step, is valid, and nothing is stored. */
  const expectRefused = async (
    page: { status: number; text: string; html: string },
    status: number,
    words: string,
  ) => {
    expect(page.text).to.include(words).and.to.include('Nothing was stored.')
    expect(page.status).to.equal(status)
    expect(page.html).to.include('Back to the help desk')
    expect(await problemsOfPage(page.html)).to.deep.equal([])
    await expectNothingStored()
  }

  it('because the person said no: says so and offers Login, back to the same page', async () => {
    await ada.panel.get('/addons?q=french')
    const page = await ada.panel.get(await inClientArea(ada, await pressLogin(ada), 'olive', 'Deny'))
    await expectRefused(page, 403, 'The login was not allowed')
    expect(page.html).to.include('value="/addons?q=french"')
    expect((await recordOf(desk.panel)).at(-1)).to.equal('connection.denied refused')
    expect((await logIn(ada, 'olive')).text).to.include('Connected as Olive Owner')
  })

  it('tells its code to no other page, and lets the browser say that the next form is ours', async () => {
    const { headers } = await ada.panel.fetch(await inClientArea(ada, await pressLogin(ada), 'olive', 'Deny'))
    expect(headers.get('cache-control')).to.equal('no-store')
    // with no-referrer a browser sends `Origin: null`, and over http has no other word for where a form comes from
    expect(headers.get('referrer-policy')).to.equal('strict-origin')
  })

  it('because it took longer than ten minutes', async () => {
    const callback = await inClientArea(ada, await pressLogin(ada), 'olive')
    now = new Date(now.getTime() + 10 * 60_000 + 1)
    await expectRefused(await ada.panel.get(callback), 400, 'The login took too long')
  })

  it('because the callback was used before', async () => {
    const callback = await inClientArea(ada, await pressLogin(ada), 'olive')
    await ada.panel.get(callback)
    await desk.reset()
    await expectRefused(await ada.panel.get(callback), 400, 'This login is over')
  })

  it('because another browser began it: the victim of a forged link is not connected to the attacker', async () => {
    const attacker = await desk.as('cleo')
    const callback = await inClientArea(attacker, await pressLogin(attacker), 'olive')
    await expectRefused(await ada.panel.get(callback), 403, 'This login was begun elsewhere')
    await expectRefused(await attacker.panel.get(callback), 400, 'This login is over')
  })

  it('because the operator signed in anew since', async () => {
    const callback = await inClientArea(ada, await pressLogin(ada), 'olive')
    const again = await desk.as('ada')
    await expectRefused(await again.panel.get(callback), 403, 'This login was begun elsewhere')
  })

  it('because nobody knows the state, or there is none', async () => {
    const callback = new URL(await inClientArea(ada, await pressLogin(ada), 'olive'))
    for (const query of [
      '',
      '?code=x',
      '?state=x',
      '?code=x&state=y',
      '?code=a&code=b&state=x',
      '?error=access_denied',
    ])
      await expectRefused(await ada.panel.get(`/connection/callback${query}`), 400, 'This login is over')
    callback.searchParams.set('state', 'guessed')
    await expectRefused(await ada.panel.get(callback.href), 400, 'This login is over')
  })

  it('because the answer names another issuer, or none: the code is not sent anywhere', async () => {
    for (const iss of ['https://evil.example', undefined]) {
      const callback = new URL(await inClientArea(ada, await pressLogin(ada), 'olive'))
      if (iss) callback.searchParams.set('iss', iss)
      else callback.searchParams.delete('iss')
      const before = desk.area.replies('/oauth/token').length
      await expectRefused(await ada.panel.get(callback.href), 502, 'The answer came from somebody else')
      expect(desk.area.replies('/oauth/token')).to.have.length(before)
      await ada.panel.get('/addons')
    }
  })

  it('because the code is not the client area’s', async () => {
    const callback = new URL(await inClientArea(ada, await pressLogin(ada), 'olive'))
    callback.searchParams.set('code', 'guessed')
    await expectRefused(await ada.panel.get(callback.href), 400, 'The login is no longer valid')
  })

  it('because the client area refuses for a reason of its own, whose words are not repeated', async () => {
    const callback = new URL(await inClientArea(ada, await pressLogin(ada), 'olive'))
    const { state, iss } = Object.fromEntries(callback.searchParams)
    const query = new URLSearchParams({
      state,
      iss,
      error: 'server_error',
      error_description: '<b>call 555</b>',
    } as Record<string, string>)
    const page = await ada.panel.get(`/connection/callback?${query.toString()}`)
    await expectRefused(page, 502, 'The client area did not finish the login')
    expect(page.html).not.to.include('555')
  })

  it('because the client area is down when Login is pressed', async () => {
    const other = await helpDeskWithClientArea()
    const visitor = await other.as('ada')
    other.area.goDown()
    const page = await visitor.panel.press('Login')
    expect(page.status).to.equal(502)
    expect(page.text).to.include('The client area is out of reach')
    other.area.recover()
    expect((await logIn(visitor, 'olive')).text).to.include('Connected as Olive Owner')
    await other.stop()
  })

  it('because the client area is down when the code is exchanged', async () => {
    const callback = await inClientArea(ada, await pressLogin(ada), 'olive')
    desk.area.tamperWith('/oauth/token', () => 'cut')
    await expectRefused(await ada.panel.get(callback), 502, 'The client area is out of reach')
    desk.area.recover()
    expect((await logIn(ada, 'olive')).text).to.include('Connected as Olive Owner')
  })

  it('because the client area is down when its keys are asked for', async () => {
    now = new Date(now.getTime() + 11 * 60_000)
    desk.area.tamperWith('/oauth/keys', () => 'cut')
    await expectRefused(await logIn(ada, 'olive'), 502, 'The client area is out of reach')
    expect(desk.log()).to.match(/a login failed .*out of reach: truncated/)
  })

  it('because the account is wrong, also when its tokens can’t be given back', async () => {
    desk.area.tamperWith('/oauth/revocation', () => 'cut')
    expect((await logIn(ada, 'otto')).text).to.include('Wrong account')
    await expectNothingStored()
    expect(desk.log()).to.include('a login could not be revoked')
  })

  it('and Logout too, when the client area is down: the message stays until it worked', async () => {
    await logIn(ada, 'otto')
    now = new Date(now.getTime() + 61 * 60_000)
    desk.area.goDown()
    const page = await ada.panel.press('Logout')
    expect([page.status, page.text.includes('The client area is out of reach')]).to.deep.equal([502, true])
    expect((await ada.panel.get('/addons')).text).to.include('Wrong account')
    desk.area.recover()
    expect((await logOut(ada)).html).to.include('>Login</button>')
  })

  it('because the licence can’t be checked now, which is not a wrong account', async () => {
    for (const path of ['/api/v1/licence', '/api/v1/account'])
      for (const fault of ['down', 'broken'] as const) {
        desk.area.tamperWith(path, reply => (fault === 'down' ? 'cut' : { ...reply, body: '{"id":1}' }))
        await ada.panel.get('/addons')
        const page = await logIn(ada, 'olive')
        await expectRefused(page, 503, 'The licence can’t be checked now')
        expect(page.text).not.to.include('Wrong account')
        const { access_token } = JSON.parse(desk.area.replies('/oauth/token').at(-1) ?? '{}')
        desk.area.recover()
        const refused = await fetch(`${desk.area.url}/api/v1/account`, {
          headers: { authorization: `Bearer ${access_token}` },
        })
        expect(refused.status).to.equal(401)
      }
  })

  it('because somebody changed the ID token', async () => {
    const own = await generateKeyPair('ES256', { extractable: true })
    const ownKeys = { keys: [{ ...(await exportJWK(own.publicKey)), kid: 'ours', alg: 'ES256' }] }
    const seconds = () => Math.floor(now.getTime() / 1000)
    const signed = (claims: Record<string, unknown>) =>
      new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'ours' }).sign(own.privateKey)

    const changes: [
      string,
      string,
      (claims: Record<string, unknown>, token: string) => string | Promise<string>,
    ][] = [
      ['signature', 'can’t be trusted', (_, token) => `${token.slice(0, -6)}AAAAAA`],
      ['payload', 'can’t be trusted', (claims, token) => withPayload(token, { ...claims, sub: 'somebody' })],
      ['no algorithm', 'can’t be trusted', claims => new UnsecuredJWT(claims).encode()],
      ['shared secret', 'can’t be trusted', claims => hmacSigned(claims)],
      ['nonce', 'can’t be trusted', claims => signed({ ...claims, nonce: 'of another login' })],
      ['no nonce', 'can’t be trusted', claims => signed({ ...claims, nonce: undefined })],
      ['issuer', 'can’t be trusted', claims => signed({ ...claims, iss: 'https://evil.example' })],
      ['audience', 'can’t be trusted', claims => signed({ ...claims, aud: 'another-client' })],
      [
        'authorized party',
        'can’t be trusted',
        claims => signed({ ...claims, aud: [claims['aud'], 'other'], azp: 'other' }),
      ],
      ['person', 'can’t be trusted', claims => signed({ ...claims, sub: 'somebody else' })],
      [
        'expired',
        'A clock is wrong',
        claims => signed({ ...claims, iat: seconds() - 400, exp: seconds() - 61 }),
      ],
      [
        'not yet',
        'A clock is wrong',
        claims => signed({ ...claims, iat: seconds() + 90, exp: seconds() + 900 }),
      ],
      ['nothing like it', 'can’t be trusted', () => 'abc'],
    ]
    for (const [what, words, change] of changes) {
      await desk.reset()
      now = new Date(now.getTime() + 11 * 60_000)
      desk.area.tamperWith('/oauth/keys', async reply => ({
        ...reply,
        body: JSON.stringify({ keys: [...JSON.parse(reply.body).keys, ...ownKeys.keys] }),
      }))
      desk.area.tamperWith('/oauth/token', async reply => {
        const tokens = JSON.parse(reply.body)
        const { iat: _, exp: __, ...claims } = decodeJwt(tokens.id_token)
        const fresh = { ...claims, iat: seconds(), exp: seconds() + 900 }
        return {
          ...reply,
          body: JSON.stringify({ ...tokens, id_token: await change(fresh, tokens.id_token) }),
        }
      })
      await ada.panel.get('/addons')
      const page = await logIn(ada, 'olive')
      expect([what, page.status]).to.deep.equal([what, 502])
      await expectRefused(page, 502, words)
    }
    // the same way with nothing changed but the signer works, so each refusal above has its own reason
    desk.area.tamperWith('/oauth/token', async reply => {
      const tokens = JSON.parse(reply.body)
      const claims = { ...decodeJwt(tokens.id_token), iat: seconds() + 50, exp: seconds() + 900 }
      return { ...reply, body: JSON.stringify({ ...tokens, id_token: await signed(claims) }) }
    })
    await ada.panel.get('/addons')
    expect((await logIn(ada, 'olive')).text).to.include('Connected as Olive Owner')
  })

  it('because the discovery document names somebody else', async () => {
    const changes = [{ issuer: 'https://evil.example' }, { token_endpoint: 'https://evil.example/token' }]
    for (const change of changes) {
      now = new Date(now.getTime() + 61 * 60_000)
      desk.area.tamperWith('/.well-known/openid-configuration', reply => ({
        ...reply,
        body: JSON.stringify({ ...JSON.parse(reply.body), ...change }),
      }))
      await ada.panel.get('/addons')
      await expectRefused(await ada.panel.press('Login'), 502, 'can’t be trusted')
    }
  })

  it('because a reply is a redirect, a page, endless or half: none is followed or believed', async () => {
    const replies: [number, string][] = [
      [307, ''],
      [200, '<h1>hello</h1>'],
      [200, `{"access_token":"${'a'.repeat(60_000)}"}`],
      [200, '{"access_token":"secret-of-olive","token_type":"Bearer"'],
      [200, '{}'],
      [418, '{"error":"teapot"}'],
    ]
    for (const [status, body] of replies) {
      const callback = await inClientArea(ada, await pressLogin(ada), 'olive')
      desk.area.tamperWith('/oauth/token', () => ({
        status,
        body,
        headers: { location: 'http://127.0.0.1:9/' },
      }))
      const page = await ada.panel.get(callback)
      await expectRefused(page, 502, 'can’t be trusted')
      desk.area.recover()
      await ada.panel.get('/addons')
    }
    expect(desk.log()).not.to.include('secret-of-olive')
  })

  it('writes one line in the record for each, and keeps the way back', async () => {
    await ada.panel.get('/connection/callback?code=x&state=y')
    await ada.panel.get('/addons?q=french')
    const callback = await inClientArea(ada, await pressLogin(ada), 'olive')
    desk.area.tamperWith('/oauth/token', () => 'cut')
    expect((await ada.panel.get(callback)).html).to.include('value="/addons?q=french"')
    expect((await recordOf(desk.panel)).slice(-2)).to.deep.equal([
      'connection.login refused',
      'connection.login failed',
    ])
  })
})

const withPayload = (token: string, claims: object) => {
  const [header, , signature] = token.split('.')
  return [header, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.')
}

const hmacSigned = (claims: Record<string, unknown>) =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256' })
    .sign(new TextEncoder().encode('a shared secret of some length'))
