import type { Request } from 'express'
import { isEmail, type OperatorDetails, plainEmail } from '../../marketplace/operators.ts'
import { lineIn, textIn, textsIn } from '../forms.ts'

export const readOperator = (req: Request): OperatorDetails => ({
  email: plainEmail(textIn(req, 'email')),
  name: lineIn(req, 'name'),
  roles: textsIn(req, 'roles'),
})

/** Message keys by field; empty when the form may be used. */
export const problemsOf = ({ email, name }: Pick<OperatorDetails, 'email' | 'name'>) => ({
  ...problemOfName(name),
  ...(!isEmail(email) && { email: 'operators.email-wrong' }),
})

export const problemOfName = (name: string): Record<string, string> => {
  if (name === '') return { name: 'operators.name-missing' }
  return name.length > 120 ? { name: 'operators.name-long' } : {}
}
