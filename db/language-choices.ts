import { defaultSetting, type LanguageChoices } from '../marketplace/languages.ts'
import type { Work } from './index.ts'
import { bump } from './revisions.ts'

/** Which languages were chosen: by operators, and as the default. */
export const languageChoicesIn = (knex: Work): LanguageChoices => ({
  async rename(from, to) {
    await knex('operators').where({ language: from }).update({ language: to })
    await knex('panel_settings').where({ name: defaultSetting, value: from }).update({ value: to })
    await bump(knex, 'settings')
    // the choice of languages is kept by this revision
    await bump(knex, 'installations')
  },
})
