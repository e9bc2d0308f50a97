import { join } from 'node:path'
import type { Express } from 'express'
import nunjucks from 'nunjucks'
import { root } from '../config/root.ts'
import type { Assets } from './middleware/assets.ts'
import type { Services } from './services.ts'

/** Nunjucks with autoescape; only our own files are ever compiled, never text from outside. */
export const useViews = (app: Express, { settings, paths, now }: Services, assets: Assets) => {
  nunjucks
    .configure(join(root, 'views'), {
      express: app,
      autoescape: true,
      throwOnUndefined: !settings.production,
      noCache: settings.development,
      trimBlocks: true,
      lstripBlocks: true,
    })
    .addGlobal('paths', paths)
    .addGlobal('assets', assets.names)
    .addGlobal('now', now)
  app.set('view engine', 'njk')
}
