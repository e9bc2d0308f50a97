import type { PanelSettingStore } from '../marketplace/panel-settings.ts'
import type { Work } from './index.ts'
import { bump } from './revisions.ts'

/** When the last backup was made. */
export const lastBackup = 'backups.last'

/** Values of the whole panel. Pages made before a change are out of date by the revision `settings`. */
export const panelSettingsIn = (knex: Work): PanelSettingStore => ({
  async get(name) {
    const row = await knex<{ name: string; value: string }>('panel_settings').where({ name }).first()
    return row?.value
  },
  async put(name, value) {
    await knex('panel_settings').insert({ name, value }).onConflict('name').merge(['value'])
    await bump(knex, 'settings')
  },
})
