import type { SecretSettings } from '../marketplace/code/secret-settings.ts'
import type { Vault } from '../marketplace/secrets.ts'
import type { Work } from './index.ts'
import { bump } from './revisions.ts'

/** Secret settings of add-ons, sealed. A change of one counts as a change of its installation. */
export const secretSettingsIn = (knex: Work, vault: Vault): SecretSettings => {
  const table = () => knex<{ addon: string; name: string; sealed: string }>('secret_settings')

  return {
    async names(addon) {
      return (await table().where({ addon }).orderBy('name')).map(({ name }) => name)
    },
    async put(addon, name, value) {
      if (value === null) await table().where({ addon, name }).delete()
      else {
        const row = { addon, name, sealed: vault.seal(value, placeOf(addon, name)) }
        await table().insert(row).onConflict(['addon', 'name']).merge()
      }
      await bump(knex, 'installations')
    },
    async value(addon, name) {
      const row = await table().where({ addon, name }).first()
      const opened = row && vault.open(row.sealed, placeOf(addon, name))
      return opened?.kind === 'open' ? opened.text : undefined
    },
  }
}

// a secret of one add-on opens nowhere in the row of another
const placeOf = (addon: string, name: string) => ({
  table: 'secret_settings',
  row: JSON.stringify([addon, name]),
  column: 'sealed',
})
