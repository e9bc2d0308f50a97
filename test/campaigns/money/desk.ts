import { rmSync } from 'node:fs'
import { makeServices, type Wiring } from '../../../config/services.ts'
import { readSettings } from '../../../config/settings.ts'
import { openDb } from '../../../db/index.ts'
import { migrations } from '../../../db/migrations/index.ts'
import type { Patience } from '../../../gateways/marketplace-api.ts'
import { demoPassword } from '../../../db/seeds/demo.ts'
import { createPanel } from '../../../routes/index.ts'
import { type Client, newClient } from '../../support/client.ts'
import type { Clock } from './clocks.ts'
import type { Stand } from './stand.ts'

export interface DeskPlace {
  /** the panel's settings, by their names in the environment */
  env: Record<string, string>
  databaseUrl: string
  /** of somebody who has signed in */
  cookies: [string, string][]
}

/** How long a panel of the campaigns waits for the client area, so that faults that hang are over soon. */
export const shortPatience: Patience = { charge: 400, read: 400 }

/** A panel that can be stopped and started again over the same data, at one address. */
export const deskAt = ({ env, databaseUrl, cookies }: DeskPlace, stand: Stand, clock: Clock) => {
  const settings = readSettings({ ...env, DATABASE_URL: databaseUrl, PUBLIC_URL: stand.url })
  const troubles: string[] = []
  const others: Wiring[] = []
  let wiring: Wiring | undefined
  const ada: Client = newClient(stand.url, '/profile')
  for (const [name, value] of cookies) ada.cookies.set(name, value)

  const log = {
    debug: () => {},
    info: () => {},
    warn: () => {},
    error: (details: object, message: string) => void troubles.push(`${message} ${said(details)}`),
  }
  const make = () => makeServices(settings, { now: clock.now, patience: shortPatience, log })
  const running = () => {
    if (!wiring) throw new Error('The panel does not run')
    return wiring
  }
  const close = async () => {
    stand.leave()
    for (const one of [...others.splice(0), wiring]) await one?.close()
    wiring = undefined
  }
  return {
    url: stand.url,
    settings,
    /** Ada goes to a page; she signs in again where her session has run out */
    async visit(path: string) {
      const page = await ada.get(path)
      if (!page.html.includes('name="password"')) return page
      await ada.press('Sign in', { email: 'ada@example.com', password: demoPassword })
      return ada.get(path)
    },
    cookies: () => [...ada.cookies],
    /** what went wrong in a way that nobody expected */
    troubles,
    isOpen: () => wiring !== undefined,
    async open() {
      if (wiring) return
      wiring = await make()
      await wiring.recover()
      stand.serve(createPanel(wiring.services))
    },
    close,
    /** a second process' worth of panel over the same database and folder */
    async another() {
      const other = await make()
      others.push(other)
      return other.services
    },
    get services() {
      return running().services
    },
    /** a copy of its database, which is in use */
    async copyTo(file: string) {
      rmSync(file, { force: true })
      const db = await openDb(databaseUrl, migrations)
      await db.knex.raw('VACUUM INTO ?', [file])
      await db.close()
    },
  }
}
export type Desk = ReturnType<typeof deskAt>

const said = (details: object) => {
  const error: unknown = 'err' in details ? details.err : undefined
  return error instanceof Error ? (error.stack ?? error.message) : JSON.stringify(details)
}
