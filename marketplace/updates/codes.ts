import type { Ground } from '../installations/ground.ts'
import type { Installation } from '../installations.ts'
import type { Stores } from '../operations.ts'

/**
 * Where a pack gives its language another code, whoever chose the former one goes on with the new one: the default language
 * and the operators.
 */
export const followCode = async (
  { packs }: Pick<Ground, 'packs'>,
  { installations, languageChoices }: Pick<Stores, 'installations' | 'languageChoices'>,
  before: Installation,
  next: Installation,
) => {
  if (before.kind !== 'language') return
  const from = await installations.release(before.addon, before.version)
  const to = await installations.release(next.addon, next.version)
  if (from && to && packs.codeOf(from) !== packs.codeOf(to))
    await languageChoices.rename(packs.codeOf(from), packs.codeOf(to))
}
