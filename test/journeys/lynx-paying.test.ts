import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { lynxAt } from '../support/lynx.ts'
import { connectAs } from '../support/paying.ts'
import { type Souk, souk } from '../support/souk.ts'

describe('Paying in lynx', function () {
  this.timeout(60_000)
  let whole: Souk
  let ada: ReturnType<typeof lynxAt>
  before(async () => {
    whole = await souk()
    await connectAs('olive', whole.panel, whole.area)
    ada = lynxAt(`${whole.panel.url}/addons/plain-english`)
  })
  after(async () => {
    await ada.leave()
    await whole.stop()
  })

  const signInAs = async (name: string) => {
    await ada.fill('E-mail', `${name}@example.com`)
    await ada.fill('Password', 'demo-password')
    await ada.press('Sign in')
  }
  /** Makes a card of the test gateway olive's default; 0002 is declined. */
  const payWith = async (number: string) => {
    const { area } = whole
    const card = await area.addCard(number)
    await area.billing.desk.makeDefault(area.accountId, card.id)
  }
  const charges = async () =>
    (await whole.area.billing.office.ledger())
      .filter(({ kind }) => kind === 'charge')
      .map(({ addon, amount, currency }) => `${addon} ${amount} ${currency}`)

  it('says before the press what is charged, when, and to which card; then buys and installs', async () => {
    await signInAs('ada')
    const page = await ada.sees(/BUTTON\) Purchase, one time: 19\.00 USD now/)
    expect(page.slice(0, page.search(/BUTTON\) Purchase/)))
      .to.include('The amount on the button is charged at once.')
      .and.to.include('Visa ending in 4242')
      .and.to.include('Olive Owner')
    await ada.press('Purchase, one time: 19.00 USD now')
    expect(await ada.sees('Plain English is purchased and installed')).to.include('Charged: 19.00 USD.')
    expect(await charges()).to.deep.equal(['plain-english 1900 USD'])
  })

  it('is declined, reads the due invoice with its address, and withdraws the order', async () => {
    await payWith('4000000000000002')
    await ada.open(`${whole.panel.url}/addons/japanese`)
    await ada.press('Purchase, annually: 40.00 USD now')
    const page = await ada.sees('Pay invoice')
    expect(page).to.include('Payment due').and.to.include('40.00 USD, annually')
    expect(page).to.include(`${whole.area.url}/invoices/`)
    await ada.press('Withdraw this order')
    await ada.sees('is withdrawn. Nothing has to be paid.')
  })

  it('is declined once more, pays by hand in the client area, comes back and installs', async () => {
    await ada.press('Purchase, monthly: 4.00 USD now')
    await ada.sees('Payment due')
    await ada.press('Check payment')
    await ada.sees('The invoice for Japanese is not paid yet.')
    await ada.follow('Pay invoice')
    await signInAs('olive')
    await ada.choose('Card', 'ending in 4242')
    await ada.press('Pay')
    expect(await ada.sees('Nothing more is to be paid.')).to.include('4.00 USD on')
    await ada.follow('Back to the help desk')
    await ada.press('Install')
    await ada.sees('Japanese is installed')
    expect(await charges()).to.deep.equal(['plain-english 1900 USD', 'japanese 400 USD'])
  })

  it('says before the press what a cancellation does, and cancels', async () => {
    await ada.follow('Back to Japanese')
    const page = await ada.sees(/BUTTON\) Cancel Japanese now/)
    expect(page.slice(0, page.search(/BUTTON\) Cancel Japanese now/)))
      .to.include('Billing stops at once')
      .and.to.include('Japanese is switched off at once')
    await ada.press('Cancel Japanese now')
    expect(await ada.sees('Japanese is cancelled')).to.include('Nothing more is charged')
  })
})
