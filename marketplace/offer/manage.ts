import type { GridName } from '../kinds.ts'
import type { Installed } from '../offer.ts'
import { may, type Viewer } from '../permissions.ts'

export type Manage =
  | { kind: 'none' }
  | { kind: 'manage' | 'repair' | 'set up'; grid: GridName; allowed: boolean }

export const manage = (installation: Installed | null, grid: GridName, operator: Viewer): Manage =>
  installation ? { kind: nextStep(installation), grid, allowed: may(operator, grid) } : { kind: 'none' }

const nextStep = ({ altered, active, needsSetUp }: Installed) => {
  if (altered) return 'repair'
  return active && needsSetUp ? 'set up' : 'manage'
}
