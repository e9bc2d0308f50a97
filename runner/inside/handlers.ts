import type { Entry } from '../../contracts/addon-api/verbs.ts'

export type Handler = (input: unknown, souk: object) => unknown

/** Takes the handlers out of what `files/main.js` exports. Runs inside; uses nothing from outside itself. */
export const handlersOf = (given: unknown) => {
  if (typeof given !== 'object' || given === null)
    throw new TypeError('main.js has no "export default { events, hooks, pages, schedule, migrate }".')
  const { events, hooks, pages, schedule, migrate }: Record<string, unknown> = { ...given }

  const isHandler = (pair: [string, unknown]): pair is [string, Handler] => typeof pair[1] === 'function'
  const table = (all: unknown) => new Map(Object.entries(Object(all)).filter(isHandler))
  const single = (one: unknown) => table({ '': one })
  const tables: Record<Entry, Map<string, Handler>> = {
    event: table(events),
    hook: table(hooks),
    page: table(pages),
    schedule: single(schedule),
    migrate: single(migrate),
  }
  const names = {
    events: [...tables.event.keys()],
    hooks: [...tables.hook.keys()],
    pages: [...tables.page.keys()],
    schedule: tables.schedule.size > 0,
    migrate: tables.migrate.size > 0,
  }
  return { names, find: (entry: Entry, name: string) => tables[entry].get(name) }
}
