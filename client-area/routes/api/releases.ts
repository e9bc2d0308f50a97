import { pipeline } from 'node:stream/promises'
import type { Request, Response } from 'express'
import { z } from 'zod'
import { slug, version } from '../../../contracts/manifest.ts'
import type { Archive } from '../../gateways/releases.ts'
import { operationSent, plain } from './operation.ts'
import { ApiProblem } from './problems.ts'

const send = async ({ file, size }: Archive, req: Request, res: Response) => {
  try {
    res.type('application/gzip').set('Content-Length', String(size))
    if (req.method === 'HEAD') return void res.end()
    const bytes = file.createReadStream({ start: 0, end: size - 1, autoClose: false })
    await pipeline(bytes, res, { end: false })
    // a file cut off meanwhile: the caller must see a broken reply, not wait for the rest
    if (bytes.bytesRead < size) res.destroy()
    else res.end()
  } catch (error) {
    if (!res.destroyed) throw error
  } finally {
    await file.close()
  }
}

const fetchRelease = operationSent(
  {
    ...plain,
    id: 'fetchRelease',
    method: 'get',
    path: '/releases/{slug}/{version}',
    summary: 'The archive of a paid release, for those entitled; the catalogue’s signatures pin its bytes',
    // stops a former owner, whose help desk still has a token, from fetching what the new one pays for
    ownerOnly: true,
    params: z.object({ slug, version }),
    reply: { description: 'The archive', schema: 'archive' },
    problems: ['not_entitled'],
    async answer({ licence, params, services: { billing, releases } }) {
      const { slug: addon, version: release } = params
      // asked first, so that nobody else learns which releases there are
      if (!(await billing.marketplace.mayFetch(licence, addon, release))) throw new ApiProblem('not_entitled')
      const archive = await releases.open(addon, release)
      if (!archive) throw new ApiProblem('not_found', `There is no archive of ${addon} ${release}.`)
      return archive
    },
  },
  send,
)

export const releaseOperations = [fetchRelease]
