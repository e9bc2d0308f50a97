import { type ErrorRequestHandler, type Request, type Response, Router } from 'express'
import type { AccountReply, LicenceReply } from '../../contracts/marketplace-api.ts'
import { masked, type Account } from '../accounts/accounts.ts'
import { stateOf } from '../accounts/licences.ts'
import { ApiProblem, callerOf } from './bearer.ts'
import type { Services } from './services.ts'

/** What a help desk asks on behalf of the person who logged in; each answer is about that person's own things. */
export const apiRoutes = (services: Services) => {
  const showAccount = async (req: Request, res: Response<AccountReply>) => {
    const { person } = await callerOf(services, req)
    const accounts = await services.accounts.of(person.id)
    res.json({ person, accounts: accounts.map(summary) })
  }

  const showLicence = async (req: Request, res: Response<LicenceReply>) => {
    const { person, licence } = await callerOf(services, req)
    const owner = await services.accounts.find(licence.accountId)
    if (!owner) throw new Error(`Licence ${licence.id} has no account`)
    const own = (await services.accounts.of(person.id)).find(({ id }) => id === owner.id)
    res.json({
      id: licence.id,
      keyEnd: licence.keyEnd,
      state: stateOf(licence, services.now()),
      panel: licence.panel,
      owner: masked(owner.email),
      account: own ? summary(own) : null,
    })
  }

  return Router()
    .get('/account', showAccount)
    .get('/licence', showLicence)
    .use(() => {
      throw new ApiProblem(404, 'not_found', 'There is no such resource')
    })
    .use(problemReply(services))
}

const summary = ({ id, name, email }: Account) => ({ id, name, email })

const problemReply =
  ({ log }: Services): ErrorRequestHandler =>
  (error, _req, res, _next) => {
    if (!(error instanceof ApiProblem)) log.error({ error }, 'An API request failed')
    const { status, code, message, challenge } =
      error instanceof ApiProblem ? error : new ApiProblem(500, 'server_error', 'Something went wrong here')
    if (challenge) res.set('WWW-Authenticate', challenge)
    res
      .status(status)
      .type('application/problem+json')
      .send(JSON.stringify({ type: 'about:blank', title: message, status, code }))
  }
