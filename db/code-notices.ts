import type { AddonNotice, NoticeStore } from '../marketplace/code/notices.ts'
import type { Database } from './index.ts'
import { bump } from './revisions.ts'

/** What add-ons show to operators. A change makes pages anew. */
export const noticesIn = (
  { knex, atomically }: Pick<Database, 'knex' | 'atomically'>,
  { withoutInstallation = false } = {},
): NoticeStore => ({
  put: (notice, most) =>
    atomically(async tx => {
      const { addon, id } = notice
      // one that was just uninstalled says nothing any more
      const one = await tx('installations').where({ addon }).forUpdate().first('addon')
      if (!one && !withoutInstallation) return false
      const others = await tx<AddonNotice>('addon_notices').where({ addon }).whereNot({ id })
      if (others.length >= most) return false
      await tx('addon_notices').insert(notice).onConflict(['addon', 'id']).merge()
      await bump(tx, 'installations')
      return true
    }),
  remove: (addon, id) =>
    atomically(async tx => {
      const removed = await tx('addon_notices').where({ addon, id }).delete()
      if (removed > 0) await bump(tx, 'installations')
    }),
  since: at => knex<AddonNotice>('addon_notices').where('at', '>=', at).orderBy('at'),
})
