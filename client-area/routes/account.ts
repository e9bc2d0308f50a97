import { type Request, type Response, Router } from 'express'
import { stateOf } from '../accounts/licences.ts'
import type { Person } from '../accounts/people.ts'
import { checkToken } from './middleware/forms.ts'
import { showPage } from './pages.ts'
import type { Services } from './services.ts'
import type { Sessions } from './sessions.ts'

export const accountRoutes = (services: Services, sessions: Sessions) => {
  const { paths } = services

  const showAccount = async (req: Request, res: Response) => {
    const person = await sessions.personOf(req, res)
    if (!person) return res.redirect(303, paths.signIn)
    const said = req.query['done'] === 'revoked' ? 'That help desk is logged out.' : ''
    return showPage(services, { req, res, person }, 'account/page.njk', {
      title: 'Account',
      said,
      connections: await connectionsOf(services, person),
      ...(await holdingsOf(services, person)),
    })
  }

  const revoke = async (req: Request, res: Response) => {
    const person = await sessions.personOf(req, res)
    checkToken(req, services.vault, person?.id)
    if (!person) return res.redirect(303, paths.signIn)
    const clientId = String(req.params['clientId'])
    await services.consents.withdraw(person.id, clientId)
    await services.issued.removeOfPerson(person.id, clientId)
    return res.redirect(303, `${paths.account}?done=revoked`)
  }

  return Router()
    .get('/', (_, res) => res.redirect(303, paths.account))
    .get('/account', showAccount)
    .post('/account/connections/:clientId/revocation', revoke)
}

const holdingsOf = async ({ accounts, licences, now }: Services, person: Person) => {
  const own = await accounts.of(person.id)
  const owned = await licences.of(own.map(({ id }) => id))
  const shown = owned.map(async licence => ({
    ...licence,
    key: (await licences.secretsOf(licence.id))?.key ?? '',
    state: stateOf(licence, now()),
    account: own.find(({ id }) => id === licence.accountId)?.name ?? '',
  }))
  return { accounts: own, licences: await Promise.all(shown) }
}

const day = new Intl.DateTimeFormat('en', { dateStyle: 'long', timeZone: 'UTC' })

const connectionsOf = async ({ consents, issued, licences }: Services, person: Person) => {
  const live = new Set(await issued.clientsOf(person.id))
  const agreed = (await consents.of(person.id)).filter(({ clientId }) => live.has(clientId))
  const shown = agreed.map(async ({ clientId, agreedAt }) => {
    const licence = await licences.findByClient(clientId)
    return licence
      ? [
          {
            clientId,
            panel: licence.panel,
            keyEnd: licence.keyEnd,
            agreedAt: agreedAt.toISOString(),
            agreedOn: day.format(agreedAt),
          },
        ]
      : []
  })
  return (await Promise.all(shown)).flat()
}
