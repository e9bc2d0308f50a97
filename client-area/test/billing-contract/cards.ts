import { expect } from 'chai'
import { it } from 'mocha'
import type { Stage } from '../billing-contract.ts'
import type { Buyer } from '../billing-ground.ts'

export const cards = (stage: Stage) => {
  const desk = () => stage.bench.backend().desk
  const lastFour = async ({ account }: Buyer) =>
    (await desk().cards(account.id)).map(({ last4, isDefault }) => `${last4}${isDefault ? ' default' : ''}`)
  const idOf = async ({ account }: Buyer, last4: string) =>
    (await desk().cards(account.id)).find(card => card.last4 === last4)?.id ?? ''

  it('is the default if it is the first, until another one is chosen or it is removed', async () => {
    const buyer = await stage.bench.buyer({ cards: ['pays'] })
    stage.bench.wait({ minutes: 1 })
    await desk().addCard(buyer.account.id, { number: '4000 0000 0000 0002', expires: '01/2036' })
    expect(await lastFour(buyer)).to.deep.equal(['4242 default', '0002'])
    expect(await desk().makeDefault(buyer.account.id, await idOf(buyer, '0002'))).to.equal(true)
    expect(await lastFour(buyer)).to.deep.equal(['0002 default', '4242'])
    expect(await desk().removeCard(buyer.account.id, await idOf(buyer, '0002'))).to.equal(true)
    expect(await lastFour(buyer)).to.deep.equal(['4242 default'])
  })

  it('is kept without its number', async () => {
    const { account } = await stage.bench.buyer({ cards: ['pays'] })
    expect(JSON.stringify(await desk().cards(account.id))).not.to.include('4242424242424242')
  })

  it('of somebody else can neither be chosen nor removed', async () => {
    const [buyer, stranger] = [await stage.bench.buyer(), await stage.bench.buyer()]
    const id = await idOf(buyer, '4242')
    expect(await desk().makeDefault(stranger.account.id, id)).to.equal(false)
    expect(await desk().removeCard(stranger.account.id, id)).to.equal(false)
    expect(await lastFour(buyer)).to.deep.equal(['4242 default'])
  })

  const wrong: [typed: { number: string; expires: string }, field: string, why: RegExp][] = [
    [{ number: '4242424242424241', expires: '12/35' }, 'number', /digit by digit/],
    [{ number: '5555555555554444', expires: '12/35' }, 'number', /Only test cards/],
    [{ number: '', expires: '12/35' }, 'number', /Enter the number/],
    [{ number: '4242424242424242', expires: '13/35' }, 'expires', /like 12\/29/],
    [{ number: '4242424242424242', expires: '10/2020' }, 'expires', /has expired/],
  ]
  for (const [typed, field, why] of wrong)
    it(`typed as “${typed.number}”, ${typed.expires} is refused with a sentence`, async () => {
      const { account } = await stage.bench.buyer({ cards: [] })
      const adding = await desk().addCard(account.id, typed)
      expect(adding).to.include({ kind: 'wrong', field })
      expect('why' in adding && adding.why).to.match(why)
      expect(await desk().cards(account.id)).to.deep.equal([])
    })

  it('is not taken for a word that only looks like a known number to a program', async () => {
    const { account } = await stage.bench.buyer({ cards: [] })
    for (const number of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
      const added = await desk().addCard(account.id, { number, expires: '12/35' })
      expect([number, added.kind]).to.deep.equal([number, 'wrong'])
    }
    expect(await desk().cards(account.id)).to.deep.equal([])
  })

  it('is still the default of its account when it is chosen while another one is removed', async () => {
    const buyer = await stage.bench.buyer({ cards: ['pays', 'declined'] })
    const other = await stage.bench.another()
    const removed = await idOf(buyer, '0002')
    await Promise.all([
      other.desk.removeCard(buyer.account.id, removed),
      desk().makeDefault(buyer.account.id, removed),
    ])
    expect(await lastFour(buyer)).to.deep.equal(['4242 default'])
  })
}
