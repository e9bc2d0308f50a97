import type { Kind } from '../contracts/manifest.ts'

/** The Manage grids, one for each kind of add-on; each is named like the permission it needs. */
export const gridNames = ['channels', 'languages', 'plugins'] as const
export type GridName = (typeof gridNames)[number]

export const gridOf = (kind: Kind): GridName => `${kind}s`

export const kindOf: Record<GridName, Kind> = {
  channels: 'channel',
  languages: 'language',
  plugins: 'plugin',
}
