import { demoOperators, demoPassword } from '../db/seeds/demo.ts'
import { soukItself } from '../marketplace/activity.ts'
import { firstOperatorHours } from '../marketplace/first-operator.ts'
import type { Services } from '../routes/services.ts'
import { WrongSetting } from './settings.ts'

/** What a start looks at before it listens: passwords everybody knows, and whether anybody can sign in at all. */
export const checkOperators = async (services: Services) => {
  if (services.settings.production) await refuseDemoPasswords(services)
  if (await services.operators.areThereAny()) return
  const { firstOperatorLinks, paths, settings, activity, log } = services
  const link =
    settings.publicUrl.origin + paths.firstOperator(await firstOperatorLinks.make(firstOperatorHours))
  await activity.record({ ...soukItself, act: 'operator.first-link', result: 'done' })
  log.warn(
    { link },
    `nobody can sign in yet: open this link within ${firstOperatorHours} hours, it works once`,
  )
}

const refuseDemoPasswords = async ({ operators, passwords }: Services) => {
  for (const { email } of demoOperators) {
    const known = await operators.credentialsOf(email)
    if (known && !known.disabled && (await passwords.matches(demoPassword, known.passwordHash)))
      throw new WrongSetting(
        `${email} still has the demo's password, which everybody knows: run "npx souk operators reset-password ${email}" or disable it first.`,
      )
  }
}
