import { showPage } from '../pages.ts'
import type { Services } from '../services.ts'
import { formIn } from '../sign-in.ts'
import { wishesOf } from './consents.ts'
import type { Step } from './steps.ts'

/** Asks what this step of the login is about. */
export const showQuestion = (services: Services, step: Step) => {
  const { person } = step
  const { name } = step.interaction.prompt
  if (name === 'consent' && person) return showConsent(services, step)
  if (name === 'select_account' && person)
    return showPage(services, step, 'interactions/choose.njk', {
      ...about(services, step),
      title: step.speech.t('login.which'),
    })
  return showSignIn(services, step)
}

export const showSignIn = (services: Services, step: Step, form: object = {}) =>
  showPage(services, step, 'sign-in/page.njk', {
    ...formIn(step),
    ...form,
    ...about(services, step),
  })

const showConsent = (services: Services, step: Step) =>
  showPage(services, step, 'interactions/consent.njk', {
    ...about(services, step),
    title: step.speech.t('login.consent'),
    wishes: wishesOf(step.interaction),
  })

const about = ({ paths }: Services, { licence, interaction }: Step) => ({
  helpDesk: licence.panel,
  keyEnd: licence.keyEnd,
  action: paths.interaction(interaction.uid),
  choice: { action: paths.interaction(interaction.uid), act: 'language' },
  entry: true,
})
