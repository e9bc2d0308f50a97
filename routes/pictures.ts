import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Request, type Response, Router } from 'express'
import { root } from '../config/root.ts'
import type { AddonEntry } from '../contracts/catalogue.ts'
import type { ListedPicture } from '../marketplace/pictures.ts'
import { addresses, asSpelled } from './paths.ts'
import type { Services } from './services.ts'

const aYear = 31_536_000

/** Icons and screenshots from our own origin, after they were checked against the signed list. */
export const pictureRoutes = ({ addons, pictures }: Services): Router => {
  const blank = readFileSync(join(root, 'public/no-picture.svg'))

  const show = async (req: Request, res: Response, picture: ListedPicture | undefined) => {
    // opened on its own address, a picture may do nothing at all
    res.set({
      'Content-Security-Policy': "default-src 'none'; sandbox",
      'Cross-Origin-Resource-Policy': 'same-origin',
      'X-Content-Type-Options': 'nosniff',
    })
    const isSmall = req.query['size'] === 'small'
    const bytes = picture && (await pictures[isSmall ? 'readSmall' : 'read'](picture))
    if (!picture || !bytes) {
      showBlank(res)
      return
    }
    const lasts = picture.sha256.startsWith(versionAsked(req))
    res.set({
      'Content-Type': picture.type,
      'Content-Length': bytes.length,
      ETag: `"${picture.sha256}${isSmall ? '-small' : ''}"`,
      'Cache-Control': lasts ? `private, max-age=${aYear}, immutable` : 'private, no-cache',
    })
    res.status(req.fresh ? 304 : 200).end(req.fresh ? undefined : bytes)
  }

  // our own drawing: a picture that can't be had now leaves a calm square, not a broken image
  const showBlank = (res: Response) =>
    res.status(404).set({ 'Content-Type': 'image/svg+xml', 'Cache-Control': 'no-store' }).end(blank)

  const pictureOf =
    (choose: (addon: AddonEntry, req: Request) => ListedPicture | undefined) =>
    async (req: Request, res: Response) => {
      const addon = await addons.find(String(req.params['slug']))
      await show(req, res, addon && choose(addon, req))
    }

  return Router(asSpelled)
    .get(
      addresses.icon.pattern,
      pictureOf(addon => addon.icon),
    )
    .get(
      addresses.screenshot.pattern,
      pictureOf((addon, req) => addon.screenshots[numberIn(req) - 1]),
    )
}

const versionAsked = (req: Request) => {
  const { v } = req.query
  return typeof v === 'string' && /^[0-9a-f]{12,64}$/.test(v) ? v : '-'
}

const numberIn = ({ params }: Request) => (/^[1-9]$/.test(String(params['n'])) ? Number(params['n']) : 0)
