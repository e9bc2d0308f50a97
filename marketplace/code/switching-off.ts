import { soukItself } from '../activity.ts'
import type { Failure } from '../failures.ts'
import { changed } from '../installations/ground.ts'
import type { Installation } from '../installations.ts'
import type { Atomically } from '../operations.ts'

/** Switches an add-on off for what its code did; the reason stands in its row, and in the record. */
export const switchOff = (
  { atomically, now }: { atomically: Atomically; now: () => Date },
  addon: string,
  why: (name: string) => Failure,
) =>
  atomically(async ({ installations, record }) => {
    const one = await installations.find(addon)
    if (!one?.active) return
    const failure = why(one.name)
    await installations.put(changed(one, { active: false, failure }, soukItself, { now }))
    await record({
      ...soukItself,
      act: 'addon.switch-off',
      addon,
      version: one.version,
      result: 'done',
      detail: String(failure.values['why'] ?? failure.code),
    })
  })

/** Was it switched off for what its code did? */
export const isOffForItsCode = ({ active, failure: why }: Pick<Installation, 'active' | 'failure'>) =>
  !active && (why?.code === 'code-stopped' || why?.code === 'code-failed')
