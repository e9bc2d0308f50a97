import { expect } from 'chai'
import fc from 'fast-check'
import { after, before, describe, it } from 'mocha'
import { eachDatabaseUrl } from '../../test/support/databases.ts'
import type { Invoice, LedgerTransaction, Payment } from '../billing/records.ts'
import { type Books, imbalances, openBooks } from './books.ts'
import { acts, type Life, openLife } from './random-lives.ts'

const runs = Number(process.env['SOUK_RUNS'] ?? 8)
const begin = '2027-01-31T10:30:00.000Z'

describe('Whatever is bought, paid, cancelled, corrected, billed and transferred', function () {
  this.timeout(60_000 + runs * 10_000)
  eachDatabaseUrl((name, freshUrl) => {
    let b: Books
    before(async () => {
      b = await openBooks(await freshUrl(), begin)
      await b.sell('japanese', { monthly: 400 })
      await b.sell('telegram', { quarterly: 1333 })
      await b.sell('plain-english', { 'one-time': 1900 })
    })
    after(() => b.close())

    it('charges what was invoiced, once, to the owner of then, and nothing after the end', async () => {
      const lives = fc.asyncProperty(acts, async steps => {
        const life = await openLife(b, begin)
        for (const step of steps) await life.does(step)
        await life.ends()
        await checkLife(b, life)
      })
      await fc.assert(lives, { numRuns: name === 'SQLite' ? runs : Math.ceil(runs / 2), endOnFailure: true })
    })

    it('leaves the books level, and numbers without a gap', async () => {
      const ledger = await b.books.ledger.all()
      expect(imbalances(ledger)).to.deep.equal([])
      for (const kind of ['issue', 'credit']) {
        const numbers = ledger
          .filter(one => one.kind === kind)
          .map(({ invoice }) => Number(invoice?.split('-')[1]))
        expect(numbers.toSorted((x, y) => x - y)).to.deep.equal(numbers.map((_number, n) => n + 1))
      }
    })
  })
})

const checkLife = async (b: Books, life: Life) => {
  const ledger = await b.books.ledger.all({ licenceId: life.licenceId })
  const charges = ledger.filter(({ kind }) => kind === 'charge')
  const invoices = await b.books.invoices.ofLicence(life.licenceId)
  const rights = new Map((await b.books.rights.ofLicence(life.licenceId)).map(right => [right.id, right]))
  expect(imbalances(ledger)).to.deep.equal([])

  for (const invoice of invoices) {
    const payments = await b.books.payments.of(invoice.id)
    const own = charges.filter(one => one.invoice === invoice.number)
    expect(payments.filter(isOpen), `${invoice.number} is decided`).to.deep.equal([])
    expect(own.length, `charges of ${invoice.number}`).to.be.at.most(1)
    for (const charge of own) expect(charge.amount).to.equal(invoice.total)
    await checkGateway(b, payments, own)
    expect(['open', 'processing'], `${invoice.number} at the end of all`).not.to.include(invoice.state)
    if (invoice.corrects === null) checkGivenBack(invoice, invoices)
  }
  checkPeriods(invoices)

  for (const charge of charges.filter(one => !isGivenBack(one, ledger))) {
    const owner = life.owners.findLast(({ from }) => from <= charge.time)
    expect(charge.accountId, `${charge.invoice} is the owner's`).to.equal(owner?.accountId)
    const right = rights.get(invoices.find(({ number }) => number === charge.invoice)?.entitlementId ?? '')
    expect(right, `the right behind ${charge.invoice}`).not.to.equal(undefined)
    expect(charge.time <= (right?.endedAt ?? charge.time), `${charge.invoice} after the end`).to.equal(true)
  }
}

const checkGivenBack = (invoice: Invoice, invoices: Invoice[]) => {
  const back = invoices.filter(({ corrects }) => corrects === invoice.id)
  const sum = back.reduce((all, { total }) => all + total, 0)
  expect(sum <= invoice.total, `${sum} of ${invoice.number} given back`).to.equal(true)
  expect(invoice.state === 'refunded', `${invoice.number} refunded`).to.equal(sum === invoice.total)
}

// whatever was tried at the same moment: no period of a subscription is asked for twice
const checkPeriods = (invoices: Invoice[]) => {
  const asked = invoices.filter(({ state, corrects }) => corrects === null && state !== 'void')
  const periods = asked.flatMap(({ entitlementId, snapshot }) => {
    const from = snapshot.lines[0]?.period?.from
    return entitlementId !== null && from !== undefined ? [`${entitlementId} ${from}`] : []
  })
  expect(periods).to.deep.equal([...new Set(periods)])
}

// the gateway is somebody else's system: its memory and our books have to say the same
const checkGateway = async (b: Books, payments: Payment[], charges: LedgerTransaction[]) => {
  const came = await Promise.all(payments.map(payment => hasCome(b, payment)))
  const references = payments.filter((_payment, n) => came[n]).map(({ reference }) => reference)
  expect(charges, `booked of ${references.join(', ')}`).to.have.length(references.length)
}

const hasCome = async (b: Books, { method, reference, amount, state }: Payment) => {
  if (method === 'by hand') return state === 'succeeded'
  const known = await b.stores.testGateway.find(reference)
  if (known) expect(known.amount, reference).to.equal(amount)
  return known?.state === 'succeeded'
}

const isOpen = ({ state }: Payment) => state === 'pending' || state === 'processing'

// under the invoice's own number: what a credit note gives back bears that one's
const isGivenBack = (charge: LedgerTransaction, ledger: LedgerTransaction[]) =>
  ledger.some(({ kind, invoice }) => kind === 'refund' && invoice === charge.invoice)
