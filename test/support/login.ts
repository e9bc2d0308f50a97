import { type Visitor, visitor } from '../../client-area/test/visitor.ts'
import type { Client } from './client.ts'

/** One person with one browser: cookies for the panel and for the client area. */
export interface Traveller {
  panel: Client
  area: Visitor
}

export const traveller = (panel: Client, clientAreaUrl: string): Traveller => ({
  panel,
  area: visitor(clientAreaUrl),
})

/** Presses Login on the panel's page; answers with the address in the client area. */
export const pressLogin = async ({ panel }: Traveller) => {
  const { location } = await panel.press('Login')
  if (!location) throw new Error(`Login led nowhere: ${panel.page().text.slice(0, 500)}`)
  return location
}

/** What somebody does in the client area: signs in if asked, answers the question if asked. Answers with the way back. */
export const inClientArea = async (
  { area }: Traveller,
  address: string,
  name: string,
  answer: 'Allow' | 'Deny' = 'Allow',
) => {
  let page = await area.visit(address)
  if (page.html.includes('name="password"'))
    page = await area.press(page, 'Sign in', { email: `${name}@example.com`, password: 'demo-password' })
  if (page.html.includes('>Allow</button>')) page = await area.press(page, answer)
  if (!page.url.includes('/connection/callback'))
    throw new Error(`The client area kept the browser at ${page.url}: ${page.html.slice(0, 2000)}`)
  return page.url
}

/** Login on the page shown, as somebody of the client area, all the way back to the panel. */
export const logIn = async (person: Traveller, name: string) =>
  person.panel.get(await inClientArea(person, await pressLogin(person), name))

/** Logout on the page shown after a wrong account, confirmed in the client area, and back. */
export const logOut = async ({ panel, area }: Traveller) => {
  const { location } = await panel.press('Logout')
  const question = await area.visit(location ?? '')
  const page = question.html.includes('>Logout</button>') ? await area.press(question, 'Logout') : question
  return panel.get(page.url)
}
