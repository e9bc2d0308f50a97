import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { type Hand, handAt } from './ways.ts'

const seen = '<style>:focus-visible { outline: 3px solid }</style>'
const form = `${seen}<form action="about:blank"><label>Name <input></label>
  <label><input type="radio" name="tone" checked> Formal</label><label><input type="radio" name="tone"> Casual</label>
  <label>Zone <select><option>Any</option><option>North</option><option>Northeast</option></select></label></form>`

describe('A hand at the keyboard', function () {
  this.timeout(40_000)
  let hand: Hand
  before(async () => {
    hand = await handAt('data:text/html,', 'by keyboard alone')
  })
  after(() => hand.page.context().close())

  const failureOf = (act: Promise<void>) =>
    act.then(
      () => 'none',
      (error: unknown) => String(error),
    )

  it('fills in, chooses and ticks by keys', async () => {
    await hand.open(form)
    await hand.fill('Name', 'Kim')
    await hand.tick('Casual')
    await hand.choose('Zone', 'Northeast')
    expect(await hand.page.getByLabel('Name').inputValue()).to.equal('Kim')
    expect(await hand.page.getByLabel('Casual').isChecked()).to.equal(true)
    expect(await hand.page.getByLabel('Zone').inputValue()).to.equal('Northeast')
  })

  it('stops where nobody sees the focus', async () => {
    await hand.open(
      '<style>a:focus { outline: none }</style><a href="about:blank">Away</a><button>Go</button>',
    )
    expect(await failureOf(hand.press('Go'))).to.include('Nobody sees that focus is on A Away')
  })

  it('stops where focus is lost', async () => {
    await hand.open(
      `${seen}<title>Gone</title><button onclick="this.remove()">Go</button><button>On</button>`,
    )
    await hand.press('Go')
    expect(await failureOf(hand.press('On'))).to.include('Focus fell to the body: Gone')
    expect(await failureOf(hand.leave())).to.include('Gone')
  })
})
