import { type NextFunction, type Request, type Response, Router } from 'express'
import type { Interaction } from 'oidc-provider'
import type { Licence } from '../accounts/licences.ts'
import { agreeTo, wishesOf } from './consents.ts'
import { Refused } from './middleware/errors.ts'
import { checkToken, readForm } from './middleware/forms.ts'
import { formsMayReturnTo } from './middleware/headers.ts'
import { showPage } from './pages.ts'
import type { Services } from './services.ts'
import type { Sessions } from './sessions.ts'
import { attemptSignIn, emptyForm } from './sign-in.ts'

/** The questions between a help desk's Login and the return to it: who are you, and is it allowed? */
export const interactionRoutes = (services: Services, sessions: Sessions) => {
  const { provider } = services.provider
  const action = (uid: string) => `${services.publicUrl.pathname.replace(/\/$/, '')}/interaction/${uid}`

  const open = async (req: Request, res: Response) => {
    const interaction = await interactionOf(services, req, res)
    const licence = await services.licences.findByClient(String(interaction.params['client_id']))
    if (!licence) throw expired()
    formsMayReturnTo(res, licence.panel)
    return { interaction, licence, person: await sessions.personOf(req, res) }
  }

  const ask = async (req: Request, res: Response) => {
    const { interaction, licence, person } = await open(req, res)
    const { name } = interaction.prompt
    const data = {
      helpDesk: licence.panel,
      keyEnd: licence.keyEnd,
      action: action(interaction.uid),
      entry: true,
    }
    const page = { req, res, person }
    if (name === 'consent' && person)
      return showPage(services, page, 'interactions/consent.njk', {
        ...data,
        title: 'Connect this help desk?',
        wishes: wishesOf(interaction),
      })
    if (name === 'select_account' && person)
      return showPage(services, page, 'interactions/choose.njk', { ...data, title: 'Which account?' })
    return showPage(services, page, 'sign-in/page.njk', { ...emptyForm, ...data, title: 'Log in' })
  }

  const answer = async (req: Request, res: Response) => {
    const { interaction, licence, person } = await open(req, res)
    checkToken(req, services.vault, person?.id)
    const form = { ...emptyForm, title: 'Log in', helpDesk: licence.panel, action: action(interaction.uid) }
    switch (readForm(req)['act'] ?? '') {
      case 'sign-in':
        return signInHere(req, res, interaction, licence)
      case 'switch':
        return showPage(services, { req, res, person }, 'sign-in/page.njk', form)
      case 'go-on':
        return provider.interactionFinished(req, res, { [interaction.prompt.name]: {} })
      case 'allow': {
        if (!person || interaction.prompt.name !== 'consent') throw expired()
        const grantId = await agreeTo(services, interaction, person)
        return provider.interactionFinished(req, res, { consent: { grantId } })
      }
      case 'deny':
        return provider.interactionFinished(req, res, denied, { mergeWithLastSubmission: false })
      default:
        throw new Refused(422, 'Nothing was chosen', 'Go back and press one of the buttons.')
    }
  }

  const signInHere = async (req: Request, res: Response, interaction: Interaction, licence: Licence) => {
    const outcome = await attemptSignIn(services, req, res)
    if ('form' in outcome) {
      const form = {
        ...outcome.form,
        title: 'Log in',
        helpDesk: licence.panel,
        action: action(interaction.uid),
      }
      return showPage(
        services,
        { req, res, person: await sessions.personOf(req, res) },
        'sign-in/page.njk',
        form,
      )
    }
    await sessions.forgetOther(req, res, interaction, outcome.person)
    const chosen = interaction.prompt.name === 'select_account' ? { select_account: {} } : {}
    return provider.interactionFinished(req, res, { login: { accountId: outcome.person.id }, ...chosen })
  }

  const lost = (error: Error, _req: Request, _res: Response, next: NextFunction) =>
    next(error.name === 'SessionNotFound' ? expired() : error)

  return Router().get('/interaction/:uid', ask).post('/interaction/:uid', answer).use(lost)
}

const denied = { error: 'access_denied', error_description: 'the person said no' }

const interactionOf = async ({ provider: { provider } }: Services, req: Request, res: Response) => {
  const interaction = await provider.interactionDetails(req, res)
  if (interaction.uid !== req.params['uid']) throw expired()
  return interaction
}

const expired = () =>
  new Refused(
    400,
    'This login is over',
    'It took too long, was finished in another tab, or cookies are switched off. Go back to your help desk and press Login again.',
  )
