import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { root } from '../config/root.ts'
import { notFound } from './middleware/errors.ts'
import { addresses, asSpelled } from './paths.ts'
import type { Services } from './services.ts'

const examples = z.array(
  z.object({ name: z.string(), macro: z.string().optional(), options: z.record(z.string(), z.json()) }),
)

/** Every component with its examples, as the pages and the tests use them. */
export const components = () => {
  const folder = join(root, 'views/components')
  return readdirSync(folder).map(name => ({
    name,
    examples: examples.parse(JSON.parse(readFileSync(join(folder, name, 'examples.json'), 'utf8'))),
  }))
}

/** For those who build the panel: shown in development and tests, not in production. */
export const previewRoutes = ({ settings }: Services): Router => {
  const list = (_req: Request, res: Response) => {
    res.render('previews/index', { components: components() })
  }

  const show = (req: Request<{ component: string; example: string }>, res: Response) => {
    const component = components().find(({ name }) => name === req.params.component)
    const example = component?.examples[Number(req.params.example)]
    if (!component || !example) return notFound(req, res, () => undefined)
    res.render('previews/show', { component, example, macro: example.macro ?? component.name })
  }

  const router = Router(asSpelled)
  if (settings.production) return router
  return router.get(addresses.previews.pattern, list).get(addresses.preview.pattern, show)
}
