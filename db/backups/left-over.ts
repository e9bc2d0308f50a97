import type { LeftOver } from '../../marketplace/backups/settling.ts'
import type { Work } from '../index.ts'

/** What is left of changes that a backup caught in their middle. */
export const leftOverIn = (work: Work): LeftOver => ({
  waitingMessages: () => work('messages').where({ state: 'waiting' }).orderBy('number').pluck('id'),

  async sweep() {
    const installed: { addon: string; version: string; generation: number; previous: string | null }[] =
      await work('installations')
    for (const { addon, version, generation, previous } of installed) {
      const before =
        previous === null ? undefined : (JSON.parse(previous) as { version: string; generation: number })
      for (const table of ['addon_storage', 'addon_storage_revisions'])
        await work(table)
          .where({ addon })
          .whereNotIn('generation', [generation, before?.generation ?? generation])
          .delete()
      await work('releases')
        .where({ addon })
        .whereNotIn('version', [version, before?.version ?? version])
        .delete()
    }
  },
})
