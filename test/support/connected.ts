import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { traveller, type Traveller } from './login.ts'
import { type PanelOptions, startPanel, type TestPanel } from './panel.ts'
import { type TamperedClientArea, tamperedClientArea } from './tampering.ts'

export interface HelpDeskWithClientArea {
  panel: TestPanel
  area: TamperedClientArea
  /** everything the panel logged */
  log: () => string
  /** somebody signed in to the panel, with a browser of their own, looking at Add-ons */
  as: (name: string) => Promise<Traveller>
  /** back to the beginning: not connected, the client area well */
  reset: () => Promise<void>
  stop: () => Promise<void>
}

/** A real panel and a real client area that know each other; replies of the client area can be changed on the way. */
export const helpDeskWithClientArea = async (options: PanelOptions = {}): Promise<HelpDeskWithClientArea> => {
  const area = await tamperedClientArea('http://127.0.0.1:1')
  const lines: string[] = []
  const panel = await startPanel({
    log: logInto(lines),
    ...options,
    env: { ...area.settings, ...options.env },
  })
  await area.moveHelpDesk(panel.url)
  return {
    panel,
    area,
    log: () => lines.join('\n'),
    async as(name) {
      const client = await panel.as(name)
      await client.get(panel.services.paths.addons())
      return traveller(client, area.url)
    },
    async reset() {
      area.recover()
      await panel.services.connection.disconnect({ operatorId: null, operator: 'Reset' })
    },
    async stop() {
      await panel.stop()
      await area.stop()
    },
  }
}

/** A log that keeps every word, errors and their causes included. */
export const logInto = (lines: string[]) => {
  const keep = (details: object, message: string) => {
    lines.push(`${message} ${inFull(details)}`)
  }
  return { debug: keep, info: keep, warn: keep, error: keep }
}

const inFull = (details: object): string =>
  JSON.stringify(details, (_, value: unknown) =>
    value instanceof Error ? `${value.stack} ${value.cause ? inFull({ cause: value.cause }) : ''}` : value,
  )

/** Every byte below a folder, as a thief of the disk would read it. */
export const everyByteIn = (folder: string): string =>
  readdirSync(folder)
    .map(name => join(folder, name))
    .map(path => (statSync(path).isDirectory() ? everyByteIn(path) : readFileSync(path, 'latin1')))
    .join('\n')

/** The record's lines about the connection, oldest first: act and result. */
export const recordOf = async ({ services }: TestPanel) =>
  (await services.activity.list({}, 1)).lines
    .filter(({ act, operator }) => act.startsWith('connection.') && operator !== 'Reset')
    .map(({ act, result }) => `${act} ${result}`)
    .toReversed()
