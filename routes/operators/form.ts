import type { Request } from 'express'
import {
  isEmail,
  type OperatorDetails,
  type OperatorOutcome,
  plainEmail,
} from '../../marketplace/operators.ts'
import { problemOfPassword } from '../../marketplace/passwords.ts'
import { type FormErrors, lineIn, textIn, textsIn } from '../forms.ts'

export const readOperator = (req: Request): OperatorDetails => ({
  email: plainEmail(textIn(req, 'email')),
  name: lineIn(req, 'name'),
  roles: textsIn(req, 'roles'),
})

export const problemsOf = ({ email, name }: Pick<OperatorDetails, 'email' | 'name'>): FormErrors => ({
  ...problemOfName(name),
  ...(!isEmail(email) && { email: 'operators.email-wrong' }),
})

export const problemOfName = (name: string): FormErrors => {
  if (name === '') return { name: 'operators.name-missing' }
  return name.length > 120 ? { name: 'operators.name-long' } : {}
}

export const problemsOfPassword = (password: string): FormErrors => {
  const problem = problemOfPassword(password)
  return problem ? { password: `operators.${problem}` } : {}
}

/** Which field an outcome belongs to, and what is said about it. */
export const errorsOf = (kind: OperatorOutcome['kind'] | 'yourself'): FormErrors => {
  if (kind === 'email taken') return { email: 'operators.email-taken' }
  if (kind === 'yourself') return { state: 'operators.yourself' }
  if (kind === 'nobody left') return { roles: 'operators.nobody-left' }
  return { roles: 'operators.gone' }
}
