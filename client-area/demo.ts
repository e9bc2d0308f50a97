import { openAccount } from './accounts/accounts.ts'
import { issueLicence, readPanelAddress } from './accounts/licences.ts'
import { demoPassword } from './accounts/passwords.ts'
import { addPerson } from './accounts/people.ts'
import type { Stores } from './services.ts'
import { settingsLines } from './settings-lines.ts'

/**
 * Olive, who owns this help desk's licence, and Otto, who owns none. Made once; later calls find what is there, and
 * follow the help desk when its address has changed. Answers with the panel's settings.
 */
export const makeDemo = async (stores: Stores, { panelUrl, url }: { panelUrl: string; url: string }) => {
  const olive = await accountOf(stores, 'olive@example.com', 'Olive Owner')
  await accountOf(stores, 'otto@example.com', 'Otto Other')
  const licence = await licenceOf(stores, olive, readPanelAddress(panelUrl) ?? panelUrl)
  return { licence: licence.licence, settings: settingsLines(licence, url) }
}

const accountOf = async ({ people, accounts }: Stores, email: string, name: string) => {
  const person =
    (await people.findByEmail(email)) ?? (await addPerson(people, { email, name, password: demoPassword }))
  const [account] = await accounts.of(person.id)
  return account ?? openAccount(accounts, person, 'USD')
}

const licenceOf = async (
  { licences }: Stores,
  account: Awaited<ReturnType<typeof accountOf>>,
  panel: string,
) => {
  const [licence] = await licences.of([account.id])
  const secrets = licence && (await licences.secretsOf(licence.id))
  if (!licence || !secrets) return issueLicence(licences, account, panel)
  if (licence.panel !== panel) await licences.readdress(licence.id, panel)
  return { licence: { ...licence, panel }, secrets }
}
