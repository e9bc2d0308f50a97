import { gzipSync } from 'node:zlib'
import { expect } from 'chai'
import { after, before, beforeEach, describe, it } from 'mocha'
import {
  entitlement,
  entitlementList,
  invoiceList,
  invoiceSummary,
  neverArrived,
  purchase,
  purchaseList,
} from '../../contracts/marketplace-api.ts'
import { eachDatabaseUrl } from '../../test/support/databases.ts'
import { codeOf, newKey, orderFor, read, replyOf, type Shop, shop } from './shop.ts'

describe('The marketplace API', () => {
  eachDatabaseUrl((name, freshUrl) => {
    let area: Shop
    let token: string
    before(async () => {
      area = await shop({ databaseUrl: await freshUrl() })
      token = (await area.tokens()).access_token
    })
    after(() => area.stop())

    // each test begins without rights and open orders, with a card that pays
    beforeEach(async () => {
      for (const limited of ['quotes', 'purchases', 'changes'])
        await area.stores.attempts.forget(`api ${limited} ${area.licence.id}`)
      const { rights, orders } = area.stores.billing.stores
      for (const order of await orders.open(area.licence.id)) await withdraw(order.reference)
      for (const right of await rights.ofLicence(area.licence.id))
        if (right.state !== 'ended')
          await rights.put({ ...right, state: 'ended', endedBecause: 'ended by vendor' })
      await area.useCard('pays')
    })

    const get = (path: string, by = token) => area.ask(by, path)
    const post = (path: string, body?: unknown, headers: Record<string, string> = {}, by = token) =>
      area.ask(by, path, { method: 'POST', body, headers })
    const withdraw = (reference: string, by = token) =>
      post(`/purchases/${reference}/withdrawal`, undefined, {}, by)
    const cancel = (id: string, key = newKey(), by = token) =>
      post(`/entitlements/${id}/cancellation`, undefined, { 'idempotency-key': key }, by)
    const chargesSoFar = async () => (await area.charges()).length

    it('quotes every cycle, shortest first, with the card, the next charge and the terms', async () => {
      const reply = await area.quotes(token)
      expect(reply.quotes.map(({ cycle, total }) => [cycle, total])).to.deep.equal([
        ['monthly', 400],
        ['annually', 4000],
      ])
      expect(reply).to.include({ addon: 'japanese', archive: 'ready', licence: area.licence.id })
      expect(reply.card).to.deep.equal({ brand: 'Visa', last4: '4242', expires: '2099-12' })
      expect(reply.quotes[0]?.nextCharge?.amount).to.equal(400)
      expect((await area.quotes(token, 'plain-english')).quotes[0]?.nextCharge).to.equal(null)
    })

    it('charges the card once, and shows the purchase, the right and the invoice', async () => {
      const charges = await chargesSoFar()
      const bought = await area.buy(token)
      expect(bought).to.include({ state: 'paid', total: 400, currency: 'USD', refusal: null })
      expect(await chargesSoFar()).to.equal(charges + 1)
      expect(read(purchase, await get(`/purchases/${bought.reference}`))).to.deep.equal(bought)
      const right = read(entitlement, await get(`/entitlements/${bought.entitlement}`))
      expect(right).to.include({ addon: 'japanese', kind: 'recurring', cycle: 'monthly', state: 'active' })
      const { entitlements } = read(entitlementList, await get('/entitlements'))
      expect(entitlements[0]).to.deep.equal(right)
      const { invoices } = read(invoiceList, await get('/invoices'))
      expect(invoices[0]).to.deep.equal(bought.invoice)
      expect(read(invoiceSummary, await get(`/invoices/${bought.invoice?.number}`)).state).to.equal('paid')
    })

    it('leaves an invoice when the card is declined, which can be withdrawn for another cycle', async () => {
      await area.useCard('declined')
      const due = await area.buy(token)
      expect(due).to.include({ state: 'payment due', entitlement: null })
      expect(due.invoice?.state).to.equal('open')
      const { purchases } = read(purchaseList, await get('/purchases?open=1'))
      expect(purchases).to.deep.equal([due])

      const other = await area.buy(token)
      expect(other).to.include({ state: 'refused', refusal: 'other order open', invoice: null })
      const withdrawn = read(purchase, await withdraw(due.reference))
      expect(withdrawn.state).to.equal('withdrawn')
      expect(withdrawn.invoice?.state).to.equal('void')
      expect(read(purchaseList, await get('/purchases?open=1')).purchases).to.deep.equal([])
      await area.useCard('pays')
      expect((await area.buy(token)).state).to.equal('paid')
    })

    it('answers the same key with the same result, and refuses it for another body', async () => {
      const key = newKey()
      const order = await area.orderOf(token)
      const first = read(purchase, await area.send(token, key, order))
      const charges = await chargesSoFar()
      expect(read(purchase, await area.send(token, key, order))).to.deep.equal(first)
      const other = await area.send(token, key, { ...order, total: 1 })
      expect(other.status).to.equal(422)
      expect(codeOf(other)).to.equal('key_reused')
      expect(await chargesSoFar()).to.equal(charges)
    })

    it('charges once for one key sent twenty times at once', async () => {
      const charges = await chargesSoFar()
      const key = newKey()
      const order = await area.orderOf(token)
      const replies = await Promise.all(Array.from({ length: 20 }, () => area.send(token, key, order)))
      const states = new Set(replies.map(reply => read(purchase, reply).state))
      for (const state of states) expect(state).to.be.oneOf(['paid', 'processing'])
      expect(await chargesSoFar()).to.equal(charges + 1)
      expect(read(purchase, await get(`/purchases/${key}`)).state).to.equal('paid')
    })

    if (name === 'PostgreSQL')
      it('charges once for one key sent to two processes at once', async () => {
        const charges = await chargesSoFar()
        const key = newKey()
        const order = await area.orderOf(token)
        const headers = {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'idempotency-key': key,
        }
        const body = JSON.stringify(order)
        const sendTo = async (url: string) =>
          replyOf(await fetch(`${url}/api/v1/purchases`, { method: 'POST', headers, body }))
        const another = await area.startAnother()
        const places = Array.from({ length: 12 }, (_one, n) => (n % 2 ? another.url : area.url))
        const replies = await Promise.allSettled(places.map(sendTo))
        await another.stop()
        for (const reply of replies) {
          if (reply.status === 'rejected') throw reply.reason
          expect(read(purchase, reply.value).state).to.be.oneOf(['paid', 'processing'])
        }
        expect(await chargesSoFar()).to.equal(charges + 1)
      })

    it('charges once for twenty keys at once, and refuses the others without an invoice', async () => {
      const charges = await chargesSoFar()
      const order = await area.orderOf(token)
      const replies = await Promise.all(Array.from({ length: 20 }, () => area.send(token, newKey(), order)))
      const purchases = replies.map(reply => read(purchase, reply))
      expect(purchases.filter(({ state }) => state === 'paid')).to.have.lengthOf(1)
      for (const { invoice, refusal } of purchases.filter(({ state }) => state !== 'paid')) {
        expect(invoice).to.equal(null)
        expect(refusal).to.be.oneOf(['other order open', 'already entitled'])
      }
      expect(await chargesSoFar()).to.equal(charges + 1)
    })

    it('never buys by a reference that was withdrawn before it arrived', async () => {
      const key = newKey()
      expect(codeOf(await get(`/purchases/${key}`))).to.equal('not_found')
      const expected = { reference: key, state: 'withdrawn', arrived: false }
      expect(read(neverArrived, await withdraw(key))).to.deep.equal(expected)
      const charges = await chargesSoFar()
      const late = await area.send(token, key, await area.orderOf(token))
      expect(late.status).to.equal(409)
      expect(codeOf(late)).to.equal('withdrawn')
      expect(await chargesSoFar()).to.equal(charges)
    })

    it('charges nothing when anything differs from the quote', async () => {
      const charges = await chargesSoFar()
      const order = await area.orderOf(token)
      const changes = [
        { total: 1 },
        { currency: 'JPY' },
        { cycle: 'annually' },
        { addon: 'plain-english' },
        { quote: 'made-up' },
      ]
      for (const change of changes) {
        const refused = read(purchase, await area.send(token, newKey(), { ...order, ...change }))
        expect(refused, JSON.stringify(change)).to.include({
          state: 'refused',
          invoice: null,
          entitlement: null,
        })
      }
      expect(await chargesSoFar()).to.equal(charges)
    })

    it('wants a key for what must not happen twice', async () => {
      const order = await area.orderOf(token)
      const { entitlement: right } = await area.buy(token)
      for (const path of ['/purchases', `/entitlements/${right}/cancellation`]) {
        const without = await post(path, order)
        expect(without.status, path).to.equal(400)
        expect(codeOf(without), path).to.equal('key_missing')
        for (const key of ['short', 'x'.repeat(61), 'with spaces in it 12345', 'dots.are.not.allowed'])
          expect(codeOf(await post(path, order, { 'idempotency-key': key })), key).to.equal('invalid_request')
      }
    })

    it('ends a subscription at once, and answers the same when asked again', async () => {
      const { entitlement: id } = await area.buy(token)
      const key = newKey()
      const ended = read(entitlement, await cancel(id ?? '', key))
      expect(ended).to.include({ state: 'ended', endedBecause: 'cancelled', nextCharge: null })
      expect(Date.parse(ended.usableUntil ?? '')).to.be.at.most(Date.now())
      expect(read(entitlement, await cancel(id ?? '', key))).to.deep.equal(ended)
      expect(read(entitlement, await cancel(id ?? ''))).to.deep.equal(ended)
      expect((await area.buy(token)).state).to.equal('paid')
    })

    it('has nothing to cancel of what was bought once', async () => {
      const { entitlement: id } = await area.buy(token, 'plain-english')
      const refused = await cancel(id ?? '')
      expect([refused.status, codeOf(refused)]).to.deep.equal([409, 'not_recurring'])
    })

    it('gives the right to a free add-on, once, and to no other', async () => {
      const first = read(entitlement, await post('/entitlements', { addon: 'french' }))
      expect(first).to.include({ kind: 'free', state: 'active', paidUntil: null, nextCharge: null })
      expect(read(entitlement, await post('/entitlements', { addon: 'french' }))).to.deep.equal(first)
      const paid = await post('/entitlements', { addon: 'japanese' })
      expect([paid.status, codeOf(paid)]).to.deep.equal([409, 'not_free'])
    })

    it('quotes nothing that it doesn’t sell, that is owned, or for a licence that is suspended; cancelling stays', async () => {
      const quoteFor = (addon: string) => post('/quotes', { addon, version: '1.0.0' })
      expect(codeOf(await quoteFor('made-up'))).to.equal('not_found')
      const bought = await area.buy(token)
      expect(codeOf(await quoteFor('japanese'))).to.equal('already_entitled')
      const order = await area.orderOf(token, 'plain-english')
      await area.suspendLicence()
      expect(codeOf(await quoteFor('plain-english'))).to.equal('licence_inactive')
      expect(codeOf(await post('/entitlements', { addon: 'french' }))).to.equal('licence_inactive')
      const refused = read(purchase, await area.send(token, newKey(), order))
      expect(refused).to.include({ state: 'refused', refusal: 'licence inactive' })
      expect(read(entitlement, await cancel(bought.entitlement ?? '')).state).to.equal('ended')
      await area.resumeLicence()
    })

    it('shows nothing of another licence, and lets nobody touch it', async () => {
      const { tokens: others } = await area.otherLicence()
      const bought = await area.buy(token)
      const other = others.access_token
      const number = bought.invoice?.number
      for (const path of [
        `/purchases/${bought.reference}`,
        `/entitlements/${bought.entitlement}`,
        `/invoices/${number}`,
      ]) {
        const reply = await get(path, other)
        expect([reply.status, codeOf(reply)], path).to.deep.equal([404, 'not_found'])
        expect(reply.text, path).to.not.include('japanese')
      }
      expect(codeOf(await cancel(bought.entitlement ?? '', newKey(), other))).to.equal('not_found')
      expect(read(entitlementList, await get('/entitlements', other)).entitlements).to.deep.equal([])
      expect(read(invoiceList, await get('/invoices', other)).invoices).to.deep.equal([])
      expect(read(neverArrived, await withdraw(bought.reference, other)).state).to.equal('withdrawn')
      expect(read(purchase, await get(`/purchases/${bought.reference}`)).state).to.equal('paid')
      expect(read(entitlement, await get(`/entitlements/${bought.entitlement}`)).state).to.equal('active')

      const mine = await area.quotes(token, 'plain-english')
      const stolen = orderFor('plain-english', mine.quotes[0], mine.terms.version)
      const refused = read(purchase, await area.send(other, newKey(), stolen))
      expect(refused).to.include({ state: 'refused', invoice: null })
    })

    it('lets only the people of the licence’s account deal with its money', async () => {
      const bought = await area.buy(token)
      const otto = (await area.tokens('otto@example.com')).access_token
      const order = await area.orderOf(token, 'plain-english')
      const replies = [
        await post('/quotes', { addon: 'plain-english', version: '1.0.0' }, {}, otto),
        await area.send(otto, newKey(), order),
        await get('/purchases?open=1', otto),
        await get(`/purchases/${bought.reference}`, otto),
        await withdraw(bought.reference, otto),
        await cancel(bought.entitlement ?? '', newKey(), otto),
        await post('/entitlements', { addon: 'french' }, {}, otto),
        await get('/entitlements', otto),
        await get(`/entitlements/${bought.entitlement}`, otto),
        await get('/releases/japanese/1.0.0', otto),
        await get('/invoices', otto),
        await get(`/invoices/${bought.invoice?.number}`, otto),
      ]
      for (const reply of replies) expect([reply.status, codeOf(reply)]).to.deep.equal([403, 'not_owner'])
    })

    it('wants the scope that an operation names', async () => {
      const narrow = (await area.tokens('olive@example.com', { scope: 'openid offline_access marketplace' }))
        .access_token
      const spending = [
        () => post('/quotes', { addon: 'japanese', version: '1.0.0' }, {}, narrow),
        async () => area.send(narrow, newKey(), await area.orderOf(token)),
        () => withdraw(newKey(), narrow),
        () => cancel('some-right', newKey(), narrow),
      ]
      for (const spend of spending) {
        const reply = await spend()
        expect([reply.status, codeOf(reply)]).to.deep.equal([403, 'insufficient_scope'])
        expect(reply.headers.get('www-authenticate')).to.include('scope="purchases"')
      }
      expect((await get('/entitlements', narrow)).status).to.equal(200)
      const spender = (await area.tokens('olive@example.com', { scope: 'openid purchases' })).access_token
      for (const path of ['/account', '/licence', '/entitlements', '/events', '/invoices'])
        expect(codeOf(await get(path, spender)), path).to.equal('insufficient_scope')
    })

    it('answers no token, a made-up one and a revoked one with 401, and says how', async () => {
      const { access_token, refresh_token } = await area.tokens()
      expect((await get('/account', access_token)).status).to.equal(200)
      await area.desk.revoke(refresh_token)
      for (const [bad, code] of [
        ['', 'missing_token'],
        ['made-up', 'invalid_token'],
        [access_token, 'invalid_token'],
      ] as const) {
        const reply = await area.send(bad, newKey(), {})
        expect([reply.status, codeOf(reply)]).to.deep.equal([401, code])
        expect(reply.headers.get('www-authenticate')).to.match(/^Bearer/)
      }
    })

    it('answers other methods with 405 and what is allowed, other addresses with 404', async () => {
      for (const [method, path, allowed] of [
        ['DELETE', '/purchases', 'POST, GET, HEAD'],
        ['GET', '/quotes', 'POST'],
        ['PUT', '/entitlements/a-right', 'GET, HEAD'],
        ['POST', '/events', 'GET, HEAD'],
        ['PATCH', '/account', 'GET, HEAD'],
      ] as const) {
        const reply = await area.ask(token, path, { method })
        expect([reply.status, codeOf(reply), reply.headers.get('allow')], path).to.deep.equal([
          405,
          'method_not_allowed',
          allowed,
        ])
      }
      for (const path of [
        '/',
        '/Account',
        '/account/',
        '/purchases/',
        '/entitlements/a%2Fb',
        '/purchases/short',
        '/invoices/..%2f..',
      ])
        expect((await get(path)).status, path).to.equal(404)
      expect(codeOf(await get('/entitlements/%zz'))).to.equal('invalid_request')
    })

    it('takes plain JSON of the right shape only, and names the field that is wrong', async () => {
      const json = { 'content-type': 'application/json' }
      const raw = (body: string, headers: Record<string, string> = json) => post('/quotes', body, headers)
      for (const body of ['', '{', 'null', '[]', '"text"', '{"addon":"japanese"', '12'])
        expect(codeOf(await raw(body)), body).to.equal('invalid_request')
      const problems = [
        [{ addon: 'japanese' }, 'version'],
        [{ addon: 7, version: '1.0.0' }, 'addon'],
        [{ addon: '../japanese', version: '1.0.0' }, 'addon'],
        [{ addon: 'japanese', version: '1.0.0', price: 1 }, 'price'],
        [{ addon: ['japanese'], version: '1.0.0' }, 'addon'],
      ] as const
      for (const [body, field] of problems) {
        const reply = await post('/quotes', body)
        expect(reply.status, field).to.equal(400)
        expect(reply.json, field).to.have.property('detail').that.includes(`${field}:`)
      }
      const bodies = { addon: 'japanese', version: '1.0.0' }
      for (const type of [
        'text/plain',
        'application/x-www-form-urlencoded',
        'application/jsonx',
        'multipart/form-data',
      ])
        expect(codeOf(await raw(JSON.stringify(bodies), { 'content-type': type })), type).to.equal(
          'unsupported_media_type',
        )
      expect(codeOf(await raw(JSON.stringify({ addon: 'x'.repeat(11_000), version: '1' })))).to.equal(
        'too_large',
      )
      const zipped = await fetch(`${area.url}/api/v1/quotes`, {
        method: 'POST',
        headers: { ...json, authorization: `Bearer ${token}`, 'content-encoding': 'gzip' },
        body: gzipSync(JSON.stringify(bodies)),
      })
      expect(zipped.status).to.equal(415)
      const order = await area.orderOf(token)
      for (const total of [4.5, '400', -1, null, 1e15])
        expect(codeOf(await area.send(token, newKey(), { ...order, total })), String(total)).to.equal(
          'invalid_request',
        )
      expect(codeOf(await get('/purchases'))).to.equal('invalid_request')
      expect(codeOf(await get('/purchases?open=2'))).to.equal('invalid_request')
    })

    it('asks a help desk that asks too often to wait, and says how long', async () => {
      const replies = []
      for (let i = 0; i < 61; i++) replies.push(await post('/purchases'))
      expect(new Set(replies.slice(0, 60).map(codeOf))).to.deep.equal(new Set(['key_missing']))
      const last = replies[60]
      expect(last && [last.status, codeOf(last)]).to.deep.equal([429, 'too_many_requests'])
      expect(Number(last?.headers.get('retry-after'))).to.be.within(1, 60)
      expect((await get('/entitlements')).status).to.equal(200)
    })

    it('needs no cookie, gives none, and is no use to a web page elsewhere', async () => {
      const reply = await area.ask(token, '/account', { headers: { origin: 'https://evil.example' } })
      expect(reply.status).to.equal(200)
      expect(reply.headers.getSetCookie()).to.deep.equal([])
      expect(reply.headers.get('access-control-allow-origin')).to.equal(null)
      expect(reply.headers.get('cache-control')).to.include('no-store')
    })

    it('tells the length of every reply, and answers HEAD without a body', async () => {
      await area.buy(token)
      for (const path of ['/account', '/entitlements', '/events', '/invoices/none', '/nothing']) {
        const full = await get(path)
        const head = await area.ask(token, path, { method: 'HEAD' })
        const bytes = String(Buffer.byteLength(full.text))
        expect([full.headers.get('content-length'), head.headers.get('content-length')], path).to.deep.equal([
          bytes,
          bytes,
        ])
        expect([head.status, head.text], path).to.deep.equal([full.status, ''])
      }
    })
  })
})
