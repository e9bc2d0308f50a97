import type { Database } from '../db/index.ts'
import { updatesIn } from '../db/updates.ts'
import type { Updates } from '../marketplace/updates.ts'
import { askRollback, askUpdate } from '../marketplace/updates/asking.ts'
import type { wireInstallations } from './installations.ts'

/** Updating and going back, over what installs. */
export const wireUpdates = (db: Database, { installer }: ReturnType<typeof wireInstallations>) => {
  const { wishesFor, wishes } = updatesIn(db.knex)
  const verbs: Updates = {
    wishesFor,
    wishes,
    update: (addon, wish, viewer, actor) => askUpdate(installer, addon, wish, viewer, actor && { actor }),
    rollback: (slug, actor) => askRollback(installer, slug, actor),
  }
  return { verbs }
}
