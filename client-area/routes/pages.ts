import type { Request, Response } from 'express'
import type { Person } from '../accounts/people.ts'
import type { PageData } from '../views.ts'
import { formToken } from './middleware/forms.ts'
import type { Services } from './services.ts'

/** Sends a page with what all of them have: who is signed in and the token of its forms. */
export const showPage = (
  { render, vault }: Services,
  { req, res, person }: { req: Request; res: Response; person: Person | undefined },
  template: string,
  data: PageData,
) => {
  const token = formToken(req, res, vault, person?.id)
  res.type('html').send(render(template, { person, token, ...data }))
}
