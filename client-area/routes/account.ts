import { Router } from 'express'
import type { Person } from '../accounts/people.ts'
import { showPage } from './pages.ts'
import type { Services } from './services.ts'
import { named, said, type Visit, type Visits } from './visits.ts'

export const accountRoutes = (services: Services, { reading, changing }: Visits) => {
  const { paths } = services

  const showAccount = async (visit: Visit) => {
    showPage(services, visit, 'account/page.njk', {
      title: visit.speech.t('account.title'),
      section: 'account',
      said: said(visit, done),
      accounts: visit.accounts,
      connections: await connectionsOf(services, visit.person),
    })
  }

  const revoke = async (visit: Visit) => {
    const clientId = named(visit, 'clientId')
    await services.consents.withdraw(visit.person.id, clientId)
    await services.issued.removeOfPerson(visit.person.id, clientId)
    visit.res.redirect(303, `${paths.account}?done=revoked`)
  }

  return Router()
    .get('/', (_, res) => res.redirect(303, paths.account))
    .get('/account', reading(showAccount))
    .post('/account/connections/:clientId/revocation', changing(revoke))
}

const done = new Map([['revoked', 'account.revoked']])

const connectionsOf = async ({ consents, issued, licences }: Services, person: Person) => {
  const live = new Set(await issued.clientsOf(person.id))
  const agreed = (await consents.of(person.id)).filter(({ clientId }) => live.has(clientId))
  const shown = agreed.map(async ({ clientId, agreedAt }) => {
    const licence = await licences.findByClient(clientId)
    if (!licence) return []
    return [{ clientId, panel: licence.panel, keyEnd: licence.keyEnd, agreedAt: agreedAt.toISOString() }]
  })
  return (await Promise.all(shown)).flat()
}
