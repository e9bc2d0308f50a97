import { lastBackup, panelSettingsIn } from '../panel-settings.ts'
import { openAlone } from './opening.ts'

/** Notes in the database that a backup of it was made, for the first steps of a new help desk. */
export const rememberBackup = async (url: string, madeAt: string) => {
  const { knex, close } = openAlone(url)
  try {
    await knex.transaction(tx => panelSettingsIn(tx).put(lastBackup, madeAt))
  } catch {
    // the backup is made: a database that takes no note, such as one that is read only, does not undo it
  } finally {
    await close()
  }
}
