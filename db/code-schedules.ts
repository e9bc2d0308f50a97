import type { ScheduleStore } from '../marketplace/code/schedules.ts'
import type { Work } from './index.ts'

interface Row {
  addon: string
  schedule: string
  due_at: string
  ran_at: string | null
}

/** When add-ons are due: one row moves on from time to time, by whichever process is first. */
export const schedulesIn = (knex: Work): ScheduleStore => {
  const table = () => knex<Row>('code_schedules')

  return {
    async all() {
      return (await table()).map(({ addon, schedule, due_at }) => ({ addon, schedule, dueAt: due_at }))
    },
    async put({ addon, schedule, dueAt }) {
      await table()
        .insert({ addon, schedule, due_at: dueAt, ran_at: null })
        .onConflict('addon')
        .merge(['schedule', 'due_at'])
    },
    async remove(addon) {
      await table().where({ addon }).delete()
    },
    async take(addon, from, to, at) {
      return (await table().where({ addon, due_at: from }).update({ due_at: to, ran_at: at })) > 0
    },
  }
}
