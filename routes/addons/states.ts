import type { State } from '../../marketplace/browse.ts'
import { cardState } from '../../marketplace/card-states.ts'
import type { Services } from '../services.ts'

/** The add-ons in any of these states; undefined when no state is asked for. Nothing is due or purchased yet. */
export const slugsIn = async (states: State[], services: Services) => {
  if (states.length === 0) return undefined
  const installed = await services.installations.all()
  const matches = await Promise.all(
    installed.map(async installation => {
      const addon = await services.addons.find(installation.addon)
      const shown = addon && cardState(addon, installation, services.settings.helpDeskVersion)
      return states.some(
        state =>
          (state === 'installed' && installation.active) ||
          (state === 'inactive' && !installation.active) ||
          (state === 'update' && shown?.kind === 'update'),
      )
    }),
  )
  return installed.filter((_, i) => matches[i]).map(({ addon }) => addon)
}
