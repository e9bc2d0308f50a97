import type { Kind } from '../../contracts/manifest.ts'
import { Failed, type Failure, fail } from '../failures.ts'
import type { PlacedRelease } from '../installations.ts'
import type { Operation } from '../operations.ts'
import { changed, type Ground } from './ground.ts'
import { whyUnsupported } from './supporting.ts'
import { whyUnpaid } from './unpaid.ts'

/** What must hold before an add-on of a kind may run; throws Failed. */
const readyOf: Record<Kind, (ground: Ground, placed: PlacedRelease) => Promise<void>> = {
  language: async (ground, placed) => {
    const pack = await ground.packs.load(placed)
    if (pack.kind === 'altered') fail('altered')
    await checkCodeIsFree(ground, ground.packs.codeOf(placed), placed.addon)
  },
  channel: (ground, placed) => ground.tryCode(placed),
  plugin: (ground, placed) => ground.tryCode(placed),
}

/** Checks that the add-on can run. If not, the installation keeps the reason, for its row in the grid. */
export const activationOf = async (ground: Ground, operation: Operation) => {
  const { addon, addonKind, version, name } = operation
  try {
    const placed = await ground.installations.release(addon, version)
    if (!placed) return fail('not-installed', { name })
    if ((await ground.archives.state(placed)) !== 'intact') return fail('altered', { name })
    const unsupported = whyUnsupported(placed, name, ground.helpDeskVersion)
    if (unsupported) throw new Failed(unsupported)
    // stops a cancelled or lapsed add-on from being switched on again without paying
    const unpaid = await whyUnpaid(ground, operation)
    if (unpaid) throw new Failed(unpaid)
    await readyOf[addonKind](ground, placed)
  } catch (error) {
    if (error instanceof Failed) await keepReason(ground, operation, error.failure)
    throw error
  }
}

const keepReason = (ground: Ground, operation: Operation, why: Failure) =>
  ground.atomically(async ({ installations }) => {
    const installation = await installations.find(operation.addon)
    const altered = why.code === 'altered'
    if (installation)
      await installations.put(changed(installation, { failure: why, altered }, operation, ground))
  })

/** Two packs of one language would leave it to chance which of them speaks. */
export const checkCodeIsFree = async (
  { installations, packs, englishCode }: Pick<Ground, 'installations' | 'packs' | 'englishCode'>,
  code: string,
  addon: string,
) => {
  const same = (other: string) => other.toLowerCase() === code.toLowerCase()
  if (same(englishCode)) fail('language-taken', { code, other: 'English' })
  for (const one of await installations.all('language')) {
    const placed = one.addon === addon ? undefined : await installations.release(one.addon, one.version)
    if (placed && same(packs.codeOf(placed))) fail('language-taken', { code, other: one.name })
  }
}
