import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { type ClientAreaForTests, clientArea } from '../../test/support/client-area.ts'
import { eachDatabaseUrl } from '../../test/support/databases.ts'
import { type HelpDesk, helpDesk, logIn, returned, type Tokens } from './help-desk.ts'
import { visitor } from './visitor.ts'

const panel = 'http://127.0.0.1:3999'
const realNow = Date.now
const day = 86_400_000

describe('A help desk’s connection lasts', () => {
  eachDatabaseUrl((_, freshUrl) => {
    let area: ClientAreaForTests
    let desk: HelpDesk
    before(async () => {
      area = await clientArea({ panelUrl: panel, databaseUrl: await freshUrl() })
      desk = helpDesk(area.url, panel, area.settings)
    })
    after(async () => {
      Date.now = realNow
      await area.stop()
    })

    const connect = async (): Promise<Tokens> => {
      const back = await logIn(visitor(area.url), desk, 'olive@example.com')
      return desk.exchange(returned(back)['code'] ?? '')
    }
    const daysLater = async (days: number) => {
      Date.now = () => realNow() + days * day
      await area.stores.issued.sweep()
    }

    it('goes on after sixty quiet days, and after nine quiet years', async () => {
      const tokens = await connect()
      for (const days of [60, 9 * 365]) {
        await daysLater(days)
        expect(await desk.problem(tokens.access_token)).to.equal('invalid_token')
        const fresh = await desk.refresh(tokens.refresh_token)
        expect(await desk.problem(fresh.access_token)).to.equal('none')
      }
      await daysLater(0)
    })

    it('asks a browser to sign in again after a week, while the help desk stays connected', async () => {
      const olive = visitor(area.url)
      await logIn(olive, desk, 'olive@example.com')
      await daysLater(8)
      expect((await olive.visit('/account')).url).to.include('/sign-in')
      await daysLater(0)
    })

    it('forgets logins that were never finished, and keeps those in use', async () => {
      const tokens = await connect()
      const olive = visitor(area.url)
      await logIn(olive, desk, 'olive@example.com')
      await daysLater(2)
      await desk.refresh(tokens.refresh_token)
      const grants = await area.stores.issued.count('Grant')
      expect(grants).to.equal(await area.stores.issued.count('RefreshToken'))
      await daysLater(0)
    })

    it('outlives a Logout in the browser it was made in', async () => {
      const olive = visitor(area.url)
      const back = await logIn(olive, desk, 'olive@example.com')
      const tokens = await desk.exchange(returned(back)['code'] ?? '')
      await olive.press(await olive.visit(desk.logoutAddress()), 'Logout')
      const fresh = await desk.refresh(tokens.refresh_token)
      expect((await desk.licence(fresh.access_token)).account?.email).to.equal('olive@example.com')
    })

    it('signs its ID tokens with a key that a restart keeps', async () => {
      const published = await (await fetch(`${area.url}/oauth/keys`)).text()
      const again = await area.startAnother()
      expect(await (await fetch(`${again.url}/oauth/keys`)).text()).to.equal(published)
      await again.stop()
    })

    it('sees a licence suspended and resumed at the next request', async () => {
      const tokens = await connect()
      await area.suspendLicence()
      expect((await desk.licence(tokens.access_token)).state).to.equal('suspended')
      await area.resumeLicence()
      expect((await desk.licence(tokens.access_token)).state).to.equal('active')
    })
  })
})
