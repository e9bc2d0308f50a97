import type { Ground } from '../installations/ground.ts'
import type { Operation } from '../operations.ts'
import { runsCode } from '../code/rights.ts'
import { checkCodeIsFree } from '../installations/activation.ts'
import { Failed, fail } from '../failures.ts'
import { nextOf, placedOf, shelfOf, stillAt } from './standing.ts'

// something else brought the runner down, or held it up
const tries = 3

/** Tries the new release beside the one that runs, on a fresh copy of what the add-on keeps. Throws Failed. */
export const tryBeside = (ground: Ground, operation: Operation) =>
  whileNotNow(() => tryOnce(ground, operation))

/** Does it again where it only came at a bad moment. */
export const whileNotNow = async (work: () => Promise<void>) => {
  for (let left = tries - 1; ; left--)
    try {
      return await work()
    } catch (error) {
      if (left === 0 || !(error instanceof Failed) || error.failure.code !== 'code-not-now') throw error
    }
}

const tryOnce = async (ground: Ground, operation: Operation) => {
  const one = await stillAt(ground.installations, operation)
  const placed = await placedOf(ground, operation)
  const next = nextOf(one, placed, operation)
  if (runsCode(one)) {
    await ground.storage.copy(shelfOf(one), shelfOf(next))
    await ground.rehearse({ installation: next, placed, from: one.version })
  } else {
    const pack = await ground.packs.load(placed)
    if (pack.kind === 'altered') fail('altered', { name: one.name })
    await checkCodeIsFree(ground, ground.packs.codeOf(placed), one.addon)
  }
}
