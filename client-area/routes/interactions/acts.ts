import { chooseLanguage } from '../languages.ts'
import type { Services } from '../services.ts'
import type { Sessions } from '../sessions.ts'
import { attemptSignIn } from '../sign-in.ts'
import { agreeTo } from './consents.ts'
import { showSignIn } from './questions.ts'
import { expired, type Step } from './steps.ts'

/** What a person can press within a login; each ends at the next question or back at the help desk. */
export type Act = (services: Services, sessions: Sessions, step: Step) => Promise<void>

export const signInHere: Act = async (services, sessions, step) => {
  const { req, res, interaction } = step
  const outcome = await attemptSignIn(services, step)
  if ('form' in outcome) return showSignIn(services, step, outcome.form)
  await sessions.forgetOther(req, res, interaction, outcome.person)
  const chosen = interaction.prompt.name === 'select_account' ? { select_account: {} } : {}
  return finish(services, step, { login: { accountId: outcome.person.id }, ...chosen })
}

export const useAnother: Act = (services, _, step) => Promise.resolve(showSignIn(services, step))

// Only the choice of account: a login that was asked for can't be skipped.
export const goOn: Act = (services, _, step) => {
  if (step.interaction.prompt.name !== 'select_account' || !step.person) throw expired()
  return finish(services, step, { select_account: {} })
}

export const allow: Act = async (services, _, step) => {
  const { person, interaction } = step
  if (interaction.prompt.name !== 'consent' || !person) throw expired()
  return finish(services, step, { consent: { grantId: await agreeTo(services, interaction, person) } })
}

export const deny: Act = ({ provider: { provider } }, _, { req, res }) =>
  provider.interactionFinished(
    req,
    res,
    { error: 'access_denied', error_description: 'the person said no' },
    { mergeWithLastSubmission: false },
  )

/** The choice wins over what the help desk asked for, on all pages of this login. */
export const speakOtherwise: Act = async (services, _, { req, res, person, interaction }) => {
  const { code } = await chooseLanguage(services, req, res, person?.id)
  interaction.params['ui_locales'] = code
  await interaction.persist()
  res.redirect(303, services.paths.interaction(interaction.uid))
}

type Result = Parameters<Services['provider']['provider']['interactionFinished']>[2]

const finish = ({ provider: { provider } }: Services, { req, res }: Step, result: Result) =>
  provider.interactionFinished(req, res, result)
