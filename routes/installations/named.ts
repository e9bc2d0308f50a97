import type { Request } from 'express'
import type { Installation } from '../../marketplace/installations.ts'
import { gridOf, type GridName } from '../../marketplace/kinds.ts'
import type { Services } from '../services.ts'

export type OneOf = Request<{ slug: string }>

/** The add-on in the address, if it is one of this grid. */
export const named = async (
  { installations }: Pick<Services, 'installations'>,
  grid: GridName,
  req: OneOf,
): Promise<Installation | undefined> => {
  const installation = await installations.find(req.params.slug)
  return installation && gridOf(installation.kind) === grid ? installation : undefined
}
