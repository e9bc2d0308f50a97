import type { GridName } from '../kinds.ts'
import type { Installed } from '../offer.ts'
import { may, type Viewer } from '../permissions.ts'

export type Manage = { kind: 'none' } | { kind: 'manage' | 'repair'; grid: GridName; allowed: boolean }

export const manage = (installation: Installed | null, grid: GridName, operator: Viewer): Manage =>
  installation
    ? { kind: installation.altered ? 'repair' : 'manage', grid, allowed: may(operator, grid) }
    : { kind: 'none' }
