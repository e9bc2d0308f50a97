import type { Changes } from '../operations.ts'
import { cancel } from './cancel-stage.ts'
import type { RightsNeeds } from './needs.ts'
import { lapse } from './switching.ts'

/** The changes that follow from rights: ended by somebody here, or switched off because they lapsed. */
export const rightsChanges = (needs: RightsNeeds): Changes => ({ cancel: cancel(needs), lapse: lapse(needs) })
