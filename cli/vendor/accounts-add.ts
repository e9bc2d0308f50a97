import { openAccount } from '../../client-area/accounts/accounts.ts'
import { addPerson, normalEmail } from '../../client-area/accounts/people.ts'
import type { Stores } from '../../client-area/services.ts'
import { type Command, Failed, type Given, WrongUse } from '../command.ts'
import { accountLines, detailOptions, detailsIn } from './accounts-details.ts'
import { passwordIn, passwordOptions } from './accounts-password.ts'
import { json, needed, print, withClientArea } from './with-client-area.ts'

export const accountsAdd: Command = {
  words: ['accounts', 'add'],
  about: 'Opens an account and lets its owner sign in. Without a password one is made and printed once.',
  options: {
    email: { type: 'string', about: 'address the owner signs in with' },
    name: { type: 'string', about: "the owner's name" },
    currency: { type: 'string', about: 'currency of its invoices (USD)' },
    another: { type: 'boolean', about: 'open one more account behind a login that exists' },
    ...detailOptions,
    ...passwordOptions,
    json,
  },
  run: (given, _, io) =>
    withClientArea(io, async stores => {
      const email = emailIn(given)
      const currency = currencyIn(given)
      const details = detailsIn(given)
      const { person, password } = await personFor(stores, given, email)
      const account = await openAccount(stores.accounts, person, currency, details)
      const data = given['json'] ? account : accountLines(account)
      print(io, given, { ...data, ...(password === undefined ? {} : { password }) })
    }),
}

const emailIn = (given: Given) => {
  const email = normalEmail(needed(given, 'email'))
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw new WrongUse(`--email ${email} is not an e-mail address.`)
  return email
}

const currencyIn = (given: Given) => {
  const currency = typeof given['currency'] === 'string' ? given['currency'].toUpperCase() : 'USD'
  if (!Intl.supportedValuesOf('currency').includes(currency))
    throw new WrongUse(`--currency ${currency} is not a currency code such as USD.`)
  return currency
}

const personFor = async ({ people }: Stores, given: Given, email: string) => {
  const known = await people.findByEmail(email)
  if (known && !given['another'])
    throw new Failed(
      `${email} can sign in already: add --another to open one more account behind that login.`,
    )
  if (known) return { person: known, password: undefined }
  const { password, isNew } = await passwordIn(given)
  const person = await addPerson(people, { email, name: needed(given, 'name'), password })
  return { person, password: isNew ? password : undefined }
}
