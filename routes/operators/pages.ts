import type { Request, Response } from 'express'
import type { Operator } from '../../marketplace/operators.ts'
import type { Services } from '../services.ts'

/** An address that names one operator. Somebody who is not there is the next handler's page: not found. */
export type OneOf = Request<{ id: string }>

/** The form of a new operator, as it was typed. */
export const showNewOperator = async ({ roles }: Services, res: Response, form: object) =>
  res.render('operators/new', { errors: {}, ...form, allRoles: await roles.list() })

/** The page of one operator; its form shows what is stored, or what was typed. */
export const showOperator = async (
  { roles }: Services,
  res: Response,
  operator: Operator,
  form: object = {},
) =>
  res.render('operators/edit', {
    operator,
    form: operator,
    errors: {},
    ...form,
    allRoles: await roles.list(),
  })
