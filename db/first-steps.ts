import type { FirstStepStore } from '../marketplace/first-steps.ts'
import type { Work } from './index.ts'
import { lastBackup } from './panel-settings.ts'

/** What the steps of a new help desk are read from, beside its installations and its login. */
export const firstStepsIn = (knex: Work): FirstStepStore => ({
  async beginnings() {
    const row: Row = await knex
      .select(
        knex('operators').where({ disabled: false }).count().as('operators'),
        knex('panel_settings').where({ name: lastBackup }).select('value').as('backup'),
      )
      .first()
    return { operators: Number(row.operators), backedUpAt: row.backup }
  },
  async hide(id) {
    await knex('operators').where({ id }).update({ hides_first_steps: true })
  },
})

interface Row {
  operators: number | string
  backup: string | null
}
