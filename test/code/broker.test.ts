import { createHmac } from 'node:crypto'
import { expect } from 'chai'
import { beforeEach, describe, it } from 'mocha'
import { addonApi, type Asked, type Verb } from '../../contracts/addon-api.ts'
import { permissions } from '../../contracts/manifest.ts'
import { areSame, hmacFits, signaturesBy } from '../../gateways/comparing.ts'
import type { Answer, Asking, Handlers } from '../../marketplace/code.ts'
import { type BrokerNeeds, handlersFor } from '../../marketplace/code/broker.ts'
import { originsIn } from '../../marketplace/code/allowed-addresses.ts'
import { placeholdersOf } from '../../marketplace/code/placeholders.ts'
import type { OutgoingReply, OutgoingRequest } from '../../marketplace/code/outgoing.ts'

const placeholder = placeholdersOf(signaturesBy('key of the panel'), 'sample')
const [key, line] = [placeholder('key'), placeholder('line')]
const nobody = () => {
  throw new Error('nobody is to be asked')
}
const asking: Asking = { entry: 'event', name: 'it', signal: new AbortController().signal }
const rights = permissions.parse({
  hosts: ['api.example.com'],
  events: [],
  publicAddress: true,
  pages: [],
  storage: 100,
  schedule: null,
})

describe('What add-on code may ask of other servers', () => {
  let sent: OutgoingRequest[] = []
  let reply: OutgoingReply = { kind: 'answered', status: 200, headers: {}, body: 'ok' }
  let allowed: string[] = []
  let isCopy = false
  let now = new Date('2026-11-22T10:00:00Z')
  const secrets: Record<string, string> = { key: 'to:k"e/n&1', line: 'a\r\nx: y' }
  const warned: object[] = []
  const noted: string[] = []

  const needs: BrokerNeeds = {
    outgoing: async request => {
      sent.push(request)
      return reply
    },
    allowed: { of: async () => allowed, put: nobody },
    isElsewhere: async () => isCopy,
    secrets: {
      names: async () => Object.keys(secrets),
      put: nobody,
      value: async (_addon, name) => secrets[name],
    },
    storage: { get: async () => null, set: nobody, delete: nobody, list: nobody, used: nobody },
    notices: { put: nobody, remove: nobody, since: nobody },
    inbox: {
      find: nobody,
      deliver: nobody,
      replyBy: nobody,
      tag: nobody,
      untag: nobody,
      close: nobody,
      markSent: nobody,
      markFailed: nobody,
      waitingFor: nobody,
      isWaiting: nobody,
      openConversationsOf: nobody,
      list: nobody,
    },
    hmacFits,
    areSame,
    signatureOf: signaturesBy('key of the panel'),
    publicUrlOf: slug => `https://desk.example.com/hooks/${slug}`,
    now: () => now,
    note: (_, { text, isTrouble }) => void noted.push(`${isTrouble ? 'trouble' : 'note'}: ${text}`),
    log: { warn: details => warned.push(details) },
  }
  const fresh = () =>
    handlersFor(needs, { slug: 'sample', name: 'Sample', kind: 'plugin', version: '1.0.0', rights })
  const ask = async (verb: Verb, given: unknown, handlers = fresh()): Promise<Answer<unknown>> => {
    const asked = addonApi[verb].input.parse(given) as Asked<'http'>
    const answer = await (handlers[verb] as Handlers['http'])?.(asked, asking)
    if (!answer) throw new Error(`nobody answers ${verb}`)
    if (answer.kind === 'refused') handlers.refused?.(verb, answer)
    return answer
  }
  const http = (url: string, more = {}) => ask('http', { url, ...more })
  const codeOf = (answer: Answer<unknown>) => (answer.kind === 'refused' ? answer.code : answer.kind)

  beforeEach(() => {
    sent = []
    allowed = []
    reply = { kind: 'answered', status: 200, headers: {}, body: 'ok' }
    now = new Date(now.getTime() + 60_000)
  })

  it('is what it declares, by https, at the usual port, and nothing else', async () => {
    expect(await http('https://api.example.com/a?b=c')).to.deep.equal({
      kind: 'done',
      value: { status: 200, headers: {}, body: 'ok' },
    })
    expect(sent[0]).to.deep.include({ isAllowed: false })
    for (const url of [
      'http://api.example.com/',
      'https://api.example.com:8443/',
      'https://other.example.com/',
      'https://api.example.com.evil.example/',
      'https://sub.api.example.com/',
      'https://user:name@api.example.com/',
      'https://api.example.com@evil.example/',
      'https://127.0.0.1/',
      'http://localhost:3000/',
    ])
      expect(codeOf(await http(url)), url).to.equal('not allowed')
    expect(sent.length).to.equal(1)
    expect(warned.at(-1)).to.include({ addon: 'sample', verb: 'http' })
  })

  it('is beside that the very addresses that an operator allowed', async () => {
    allowed = ['http://127.0.0.1:8081']
    expect(codeOf(await http('http://127.0.0.1:8081/bot'))).to.equal('done')
    expect(sent[0]).to.deep.include({ isAllowed: true })
    for (const url of ['http://127.0.0.1:8082/', 'https://127.0.0.1:8081/', 'http://localhost:8081/'])
      expect(codeOf(await http(url)), url).to.equal('not allowed')
  })

  it('has secrets put in as each place needs them', async () => {
    await http(`https://api.example.com/bot${key}/send?token=${key}`, {
      method: 'POST',
      headers: { Authorization: `Key ${key}`, 'Content-Type': 'application/json' },
      body: `{"key":"${key}"}`,
    })
    const [asked] = sent
    expect(asked?.url.href).to.equal(
      'https://api.example.com/botto:k%22e%2Fn%261/send?token=to:k%22e%2Fn%261',
    )
    expect(asked?.headers['authorization']).to.equal('Key to:k"e/n&1')
    expect(JSON.parse(asked?.body ?? '')).to.deep.equal({ key: 'to:k"e/n&1' })

    await http('https://api.example.com/', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `key=${key}&a=b&again=${encodeURIComponent(key)}`,
      basic: { user: 'me', password: key },
    })
    const fields = new URLSearchParams(sent[1]?.body)
    expect([fields.get('key'), fields.get('again')]).to.deep.equal(['to:k"e/n&1', 'to:k"e/n&1'])
    expect(sent[1]?.headers['authorization']).to.equal(
      `Basic ${Buffer.from('me:to:k"e/n&1').toString('base64')}`,
    )
  })

  it('has no secret put in where somebody else wrote its name', async () => {
    const guesses = [
      '{{secret:key}}',
      '{{secret:key:}}',
      `{{secret:key:${'0'.repeat(16)}}}`,
      '%7B%7Bsecret%3Akey%7D%7D',
    ]
    for (const guess of guesses) {
      await http(`https://api.example.com/?text=${guess}`, {
        method: 'POST',
        headers: { 'x-a': guess },
        body: guess,
      })
      const { url, headers, body } = sent.at(-1) ?? {}
      expect(JSON.stringify([url, headers, body]), guess).not.to.match(/to:k|to%3Ak/)
      expect(body).to.equal(guess)
    }
    const other = placeholdersOf(signaturesBy('key of the panel'), 'another')('key')
    await http('https://api.example.com/', { method: 'POST', body: other })
    expect(sent.at(-1)?.body).to.equal(other)
  })

  it('is nothing where a secret is not set, or would become another header', async () => {
    expect(await http(`https://api.example.com/${placeholder('other')}`)).to.deep.equal({
      kind: 'refused',
      code: 'not found',
      why: 'The setting other is not set.',
    })
    const headers = { 'x-key': line }
    expect(codeOf(await http('https://api.example.com/', { headers }))).to.equal('wrong input')
    expect(sent).to.deep.equal([])
  })

  it('tells it no secret that another server sends back, in whatever spelling', async () => {
    const secret = secrets['key'] ?? ''
    const echo = [
      secret,
      encodeURIComponent(secret),
      encodeURIComponent(secret).replaceAll('%3A', '%3a').replaceAll('%2F', '%2f'),
      JSON.stringify(secret),
      JSON.stringify(secret).replaceAll('/', '\\/'),
      Buffer.from(secret).toString('base64'),
    ].join(' ')
    reply = {
      kind: 'answered',
      status: 302,
      headers: { location: `/?k=${echo}`, 'set-cookie': 'a=b' },
      body: echo,
    }
    const answer = await http('https://api.example.com/', { headers: { 'x-key': key } })
    const hidden = `${key} ${key} ${key} "${key}" "${key}" ${key}`
    expect(answer).to.deep.equal({
      kind: 'done',
      value: { status: 302, headers: { location: `/?k=${hidden}` }, body: hidden },
    })
  })

  it('tells it no credentials that another server sends back', async () => {
    const sentBack = Buffer.from(`me:${secrets['key']}`).toString('base64')
    reply = { kind: 'answered', status: 401, headers: {}, body: `You sent Basic ${sentBack}` }
    const basic = { user: 'me', password: key }
    expect(await http('https://api.example.com/', { basic })).to.deep.equal({
      kind: 'done',
      value: { status: 401, headers: {}, body: 'You sent Basic {{basic}}' },
    })
  })

  it('tells it in words why there is no answer, and never where a name leads', async () => {
    const because = async (why: Extract<OutgoingReply, { kind: 'failed' }>['because']) => {
      reply = { kind: 'failed', because: why }
      const answer = await http(`https://api.example.com/${key}`)
      return answer.kind === 'refused' ? `${answer.code}: ${answer.why}` : answer.kind
    }
    expect(await because('late')).to.equal('out of reach: api.example.com did not answer in time.')
    expect(await because('not reached')).to.equal('out of reach: api.example.com could not be asked.')
    expect(await because('too large')).to.match(/^too large: /)
    expect(await because('private address')).to.equal(
      'not allowed: api.example.com leads into this network, where an add-on asks nobody.',
    )
  })

  it('is nothing on a copy of a help desk, but for addresses that an operator allows there', async () => {
    isCopy = true
    const answer = await http('https://api.example.com/')
    expect(answer).to.include({ kind: 'refused', code: 'out of reach' })
    expect(sent).to.deep.equal([])
    allowed = ['https://api.example.com']
    expect(await http('https://api.example.com/')).to.include({ kind: 'done' })
    isCopy = false
  })

  it('is not asked without end: eight at once, three hundred a minute', async () => {
    const handlers = handlersFor(
      {
        ...needs,
        outgoing: () =>
          new Promise(resolve =>
            setImmediate(resolve, { kind: 'answered', status: 200, headers: {}, body: '' }),
          ),
      },
      { slug: 'sample', name: 'Sample', kind: 'plugin', version: '1.0.0', rights },
    )
    const asked = addonApi.http.input.parse({ url: 'https://api.example.com/' })
    const many = async (count: number) =>
      (await Promise.all(Array.from({ length: count }, async () => handlers.http?.(asked, asking)))).filter(
        answer => answer?.kind === 'done',
      ).length
    expect(await many(20)).to.equal(8)
    let taken = 8
    for (let n = 0; n < 40; n++) taken += await many(8)
    expect(taken).to.equal(300)
    now = new Date(now.getTime() + 60_000)
    expect(await many(8)).to.equal(8)
  })

  it('is written into its log where it is refused, each thing once a minute', async () => {
    const handlers = fresh()
    noted.length = 0
    for (let i = 0; i < 50; i++) await ask('http', { url: 'https://other.example.com/' }, handlers)
    await ask('inbox.close', { conversation: '1' }, handlers)
    await ask(
      'hmac.verify',
      { algorithm: 'sha1', secret: '{{secret:none}}', data: '', signature: '' },
      handlers,
    )
    expect(noted).to.deep.equal([
      'trouble: souk.http was refused (not allowed): other.example.com is not among the hosts it declares.',
      'trouble: souk.inbox.close was refused (not allowed): The manifest declares nothing that would let it use inbox.close.',
      'note: souk.hmac.verify was refused (not found): This secret setting is not set.',
    ])
    for (let i = 0; i < 50; i++) await ask('http', { url: `https://${i}.example.com/` }, handlers)
    expect(noted).to.have.length(30)
    now = new Date(now.getTime() + 60_000)
    await ask('inbox.close', { conversation: '1' }, handlers)
    expect(noted).to.have.length(31)
  })

  it('is no more in a minute than the database can bear, which counts as nobody’s fault', async () => {
    const handlers = fresh()
    const codes = new Set<string>()
    for (let i = 0; i < 30_000; i++) codes.add(codeOf(await ask('storage.get', { key: 'a' }, handlers)))
    expect([...codes]).to.deep.equal(['done'])
    expect(codeOf(await ask('storage.get', { key: 'a' }, handlers))).to.equal('out of reach')
    expect(codeOf(await ask('storage.get', { key: 'a' }))).to.equal('done')
    now = new Date(now.getTime() + 60_000)
    expect(codeOf(await ask('storage.get', { key: 'a' }, handlers))).to.equal('done')
  })

  it('signs its texts, each add-on for itself', async () => {
    const signed = async (text: string) => {
      const answer = await ask('sign', { text })
      return answer.kind === 'done' ? answer.value : answer.code
    }
    expect(await signed('a')).to.match(/^[0-9a-f]{64}$/)
    expect(await signed('a')).to.equal(await signed('a'))
    expect(await signed('a')).not.to.equal(await signed('b'))
    expect(needs.signatureOf('sample', 'a')).not.to.equal(needs.signatureOf('other', 'a'))
  })

  it('compares with secrets without telling them', async () => {
    const signature = createHmac('sha1', 'to:k"e/n&1').update('data').digest('base64')
    const verify = (more = {}) =>
      ask('hmac.verify', {
        algorithm: 'sha1',
        secret: key,
        data: 'data',
        signature,
        encoding: 'base64',
        ...more,
      })
    expect(await verify()).to.deep.equal({ kind: 'done', value: true })
    expect(await verify({ data: 'other' })).to.deep.equal({ kind: 'done', value: false })
    expect(await verify({ signature: 'x' })).to.deep.equal({ kind: 'done', value: false })
    for (const secret of [placeholder('none'), '{{secret:key}}', '{{secret:key:0123456789abcdef}}'])
      expect(codeOf(await verify({ secret })), secret).to.equal('not found')
    // stops whoever sends too much from making the add-on fail, and so from switching it off
    expect(await verify({ signature: 'x'.repeat(16_384) })).to.deep.equal({ kind: 'done', value: false })
    const same = (text: string) => ask('secrets.same', { secret: key, text })
    expect(await same('to:k"e/n&1')).to.deep.equal({ kind: 'done', value: true })
    expect(await same('x'.repeat(16_384))).to.deep.equal({ kind: 'done', value: false })
    expect(await same('to:k"e/n&')).to.deep.equal({ kind: 'done', value: false })
    expect(await ask('publicUrl', null)).to.deep.equal({
      kind: 'done',
      value: 'https://desk.example.com/hooks/sample',
    })
  })
})

describe('Addresses that an operator allows an add-on', () => {
  it('are whole origins, five at most', () => {
    expect(originsIn('')).to.deep.equal([])
    expect(originsIn(' http://127.0.0.1:8081/bot \n https://Bot.Example.com ')).to.deep.equal([
      'http://127.0.0.1:8081',
      'https://bot.example.com',
    ])
    for (const typed of [
      '127.0.0.1',
      'ftp://a.example',
      'http://a:b@c.example',
      'http://a b',
      'javascript:1',
    ])
      expect(originsIn(typed), typed).to.equal(undefined)
    expect(originsIn([1, 2, 3, 4, 5, 6].map(n => `http://10.0.0.${n}`).join(' '))).to.equal(undefined)
  })
})
