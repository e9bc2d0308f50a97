import { z } from 'zod'

/** Asked whenever the add-on is switched on, and before: what it throws keeps it off. Told nothing. */
export const health = 'souk.health'
/** Told when an operator has saved other settings; `souk.settings` are the new ones. */
export const settingsChanged = 'settings.changed'

/** What concerns the add-on alone, and is told to every one that has `events[name]`, declared or not. */
export const ownEvents = {
  [health]: z.strictObject({}),
  [settingsChanged]: z.strictObject({ names: z.array(z.string()) }),
}
export type OwnEvents = { [Name in keyof typeof ownEvents]: z.infer<(typeof ownEvents)[Name]> }
