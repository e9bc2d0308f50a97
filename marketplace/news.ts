import type { AddonEntry } from '../contracts/catalogue.ts'
import type { Standing } from './addons.ts'
import { cardState } from './card-states.ts'
import { type GridName, gridOf } from './kinds.ts'
import type { Installed } from './offer.ts'
import { releaseOf } from './releases.ts'

/** One line of the notice bar. Each names a thing and leads to where somebody can act. */
export type News =
  | { kind: 'catalogue'; standing: 'stale' | 'expired'; asOf: string }
  | { kind: 'failing'; addon: string; name: string; grid: GridName }
  | {
      kind: 'withdrawn'
      addon: string
      name: string
      version: string
      severity: 'advise' | 'stop'
      reason: string
    }
  | { kind: 'update'; addon: string; name: string; version: string }

/** What is worth saying on every page: what fails first, what waits last. */
export const newsFrom = (
  installed: { installation: Installed & { failure?: unknown }; addon: AddonEntry }[],
  standing: Standing,
  helpDesk: string,
): News[] => {
  const shown = installed.map(({ installation, addon }) => ({
    addon,
    failing: installation.altered || Boolean(installation.failure),
    state: cardState(addon, installation, helpDesk),
  }))
  return [
    ...shown.flatMap(({ addon, failing }) =>
      failing
        ? [{ kind: 'failing' as const, addon: addon.slug, name: addon.name, grid: gridOf(addon.kind) }]
        : [],
    ),
    ...installed.flatMap(({ installation, addon }) => withdrawal(installation, addon)),
    ...ageOf(standing),
    ...shown.flatMap(({ addon, state }) =>
      state?.kind === 'update'
        ? [{ kind: 'update' as const, addon: addon.slug, name: addon.name, version: state.version }]
        : [],
    ),
  ]
}

const withdrawal = ({ version }: Installed, addon: AddonEntry): News[] => {
  const { withdrawn } = releaseOf(addon, version) ?? {}
  if (!withdrawn) return []
  const { severity, reason } = withdrawn
  return [{ kind: 'withdrawn', addon: addon.slug, name: addon.name, version, severity, reason }]
}

const ageOf = (standing: Standing): News[] =>
  standing.kind === 'stale' || standing.kind === 'expired'
    ? [{ kind: 'catalogue', standing: standing.kind, asOf: standing.asOf }]
    : []
