/** How something that was done or tried came out. */
export type ActivityResult = 'done' | 'failed' | 'refused' | 'started' | 'interrupted' | 'resumed'

/** Who does something; the command line and the panel itself have a name but no id. */
export interface Actor {
  operatorId: string | null
  operator: string
}

/** One line of the lasting record: who did what to what, and how it came out. */
export interface ActivityEntry extends Actor {
  /** what was done, as `addon.install` or `operator.add` */
  act: string
  addon?: string | null | undefined
  version?: string | null | undefined
  result: ActivityResult
  reference?: string | null | undefined
  detail?: string | null | undefined
}

export interface ActivityLine {
  time: string
  operator: string
  act: string
  addon: string | null
  version: string | null
  result: string
  reference: string | null
  detail: string | null
}

/** Which lines somebody wants to see; `from` and `to` are ISO times, `to` is left out itself. */
export interface ActivityFilter {
  operator?: string | undefined
  act?: string | undefined
  addon?: string | undefined
  from?: string | undefined
  to?: string | undefined
}

export interface ActivityPage {
  total: number
  page: number
  pages: number
  lines: ActivityLine[]
}

/** The record. Newest lines come first everywhere. */
export interface Activity {
  /** `tx` is the transaction of the change itself, so that neither is stored without the other */
  record(entry: ActivityEntry, tx?: unknown): Promise<void>
  list(filter: ActivityFilter, page: number): Promise<ActivityPage>
  /** all matching lines, read in pieces: an export is never held in memory */
  each(filter: ActivityFilter): AsyncIterable<ActivityLine>
  /** what the filters offer */
  names(): Promise<{ operators: string[]; acts: string[]; addons: string[] }>
}

export const actorOf = (viewer: { id: string; name: string }): Actor => ({
  operatorId: viewer.id,
  operator: viewer.name,
})

/** Who acts when nobody pressed a button: the panel by itself. */
export const soukItself: Actor = { operatorId: null, operator: 'Souk' }

export const commandLine: Actor = { operatorId: null, operator: 'Command line' }
