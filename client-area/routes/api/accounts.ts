import { accountReply, licenceReply } from '../../../contracts/marketplace-api.ts'
import { type Account, masked } from '../../accounts/accounts.ts'
import { stateOf } from '../../accounts/licences.ts'
import { operation, plain } from './operation.ts'

const showAccount = operation({
  ...plain,
  id: 'showAccount',
  method: 'get',
  path: '/account',
  summary: 'Who is logged in, and the accounts behind that login',
  reply: { description: 'The person and the accounts', schema: accountReply },
  async answer({ person, services: { accounts } }) {
    return { person, accounts: (await accounts.of(person.id)).map(summary) }
  },
})

const showLicence = operation({
  ...plain,
  id: 'showLicence',
  method: 'get',
  path: '/licence',
  summary:
    'The licence of the help desk that the token was given to; `account` is set when the caller owns it',
  reply: { description: 'The licence', schema: licenceReply },
  async answer({ person, licence, services: { accounts, now } }) {
    const owner = await accounts.find(licence.accountId)
    if (!owner) throw new Error(`Licence ${licence.id} has no account`)
    const isOwn = (await accounts.of(person.id)).some(({ id }) => id === owner.id)
    const { id, keyEnd, panel } = licence
    const state = stateOf(licence, now())
    return { id, keyEnd, state, panel, owner: masked(owner.email), account: isOwn ? summary(owner) : null }
  },
})

export const accountOperations = [showAccount, showLicence]

const summary = ({ id, name, email, currency }: Account) => ({ id, name, email, currency })
