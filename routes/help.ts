import { type Request, type Response, Router } from 'express'
import { operatorCommandLine } from '../contracts/operator-commands.ts'
import { allFirstSteps } from './first-steps.ts'
import { viewerOf } from './middleware/locals.ts'
import { menuFor } from './middleware/menu.ts'
import { addresses, asSpelled } from './paths.ts'
import type { Services } from './services.ts'

/** The words that a new operator meets first, in the order of `help.word.<name>`. */
const words = [
  'add-on',
  'channel',
  'language',
  'plugin',
  'client-area',
  'licence',
  'subscription',
  'due-invoice',
  'withdrawn',
  'safe-mode',
]

/** Where to find what, the keys, the words and the commands: for everybody who is signed in. */
export const helpRoutes = (services: Services): Router => {
  const show = async (_req: Request, res: Response) => {
    res.render('help/show', {
      places: menuFor(viewerOf(res), services.paths),
      words,
      commands: operatorCommandLine.map(({ words: [...parts], takes }) => ({
        key: parts.join('.'),
        text: ['npx souk', ...parts, ...(takes ? [takes] : [])].join(' '),
      })),
      steps: await allFirstSteps(services, res),
    })
  }

  return Router(asSpelled).get(addresses.help.pattern, show)
}
