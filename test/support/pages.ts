import { routeTable } from '../../routes/paths.ts'
import { writeTo } from './inbox.ts'
import type { Souk } from './souk.ts'

// not pages: files, an export, ways back from a login or from a form, a link that is used up, and what add-ons show
const notPages =
  /icon|screenshots|activity\.(json|csv)|callback|first-operator|sign-in|previews|^\/(hooks|pages)\/|\/(state|replies|tags|closing)$/

/** The address of every page Ada may look at, each with something to show. Arabic is installed. */
export const pagesOf = async ({ panel }: Souk): Promise<string[]> => {
  const [operator] = await panel.services.operators.list()
  const [role] = await panel.services.roles.list()
  const operation = await panel.services.operations.latestFor('arabic')
  const { conversation } = await writeTo(panel.services.inbox, { subject: 'Where is my parcel?' })
  const ids: Record<string, string | undefined> = {
    '/operators/:id': operator?.id,
    '/roles/:id': role?.id,
    '/operations/:id': operation?.id,
    '/inbox/:id': conversation,
  }
  return routeTable()
    .filter(({ method, path }) => method === 'GET' && path !== '/' && !notPages.test(path))
    .filter(({ path }) => !/^\/(channels|plugins)\/|\/:slug\/(settings|logs|addresses)$/.test(path))
    .map(({ path }) => {
      const id = Object.entries(ids).find(([start]) => path.startsWith(start))?.[1]
      return path.replace(':id', id ?? '').replace(':slug', 'arabic')
    })
    .concat('/addons/telegram', '/addons/insights', '/addons/japanese', '/addons?q=zzzz', '/nothing-here')
}
