import type { AddonEntry } from '../contracts/catalogue.ts'
import type { InvoiceSummary } from '../contracts/marketplace-api.ts'
import type { RefreshTrouble, Standing } from './addons.ts'
import type { AddonNotice } from './code/notices.ts'
import type { SafeModeBecause, SafeModeState } from './code/safe-mode.ts'
import type { Place } from './connection/address.ts'
import type { Held, Silence } from './entitlements.ts'
import type { Installation } from './installations.ts'
import { type GridName, gridOf } from './kinds.ts'
import type { Installed } from './offer.ts'
import type { Purchase, PurchaseState } from './purchases.ts'
import { releaseOf } from './releases.ts'
import type { PutBack, UpdateWishes } from './updates.ts'
import { isNewsEverywhere } from './updates/put-back-news.ts'
import type { Run } from './updates/runs.ts'
import { waitingNews } from './updates/waiting-news.ts'

/** One line of the notice bar. Each names a thing and leads to where somebody can act. */
export type News =
  | { kind: 'catalogue'; standing: 'stale' | 'expired'; asOf: string; because: RefreshTrouble | undefined }
  /** `off`: its code failed again and again and was switched off */
  | { kind: 'failing'; addon: string; name: string; grid: GridName; off: boolean }
  | {
      kind: 'withdrawn'
      addon: string
      name: string
      version: string
      severity: 'advise' | 'stop'
      reason: string
    }
  /** an update did not do, and the release before runs in its place */
  | { kind: 'put back'; addon: string; name: string; putBack: PutBack }
  /** updates that nobody pressed came to nothing */
  | { kind: 'failed updates'; run: string; names: string[] }
  /** `security`: it closes a hole */
  | { kind: 'update'; addon: string; name: string; version: string; security: boolean }
  /** more of them than deserve a line each */
  | { kind: 'updates'; names: string[] }
  | {
      kind: 'purchase'
      addon: string
      name: string
      state: PurchaseState
      invoice: InvoiceSummary | null
      total: number
      currency: string
      /** name of the account that can pay */
      account: string
    }
  | { kind: 'renewal'; addon: string; name: string; state: Held['state']; until: string | null }
  | { kind: 'silence'; days: number; lapsesAt: string }
  | { kind: 'place' }
  | { kind: 'safe mode'; because: SafeModeBecause }
  /** an add-on's own words */
  | { kind: 'addon'; addon: string; name: string; grid: GridName; tone: 'info' | 'warning'; text: string }

/** What the notice bar is made from. */
export interface Happening {
  installed: { installation: Installation; addon: AddonEntry }[]
  standing: Standing
  helpDesk: string
  /** open ones */
  purchases: Purchase[]
  /** unpaid ones, each with the name of its add-on */
  rights: { right: Held; name: string }[]
  silence: Silence
  place: Place
  safeMode: SafeModeState
  /** of the last day */
  said: AddonNotice[]
  /** what operators wish of updates, and what had to be put back, by add-on */
  wishes: ReadonlyMap<string, UpdateWishes>
  /** the last updates that Souk itself began */
  automatic: Run | undefined
  now: Date
}

/** What is worth saying on every page: what fails first, then what is to be paid, what waits last. */
export const newsFrom = (happening: Happening): News[] => {
  const { installed, standing } = happening
  const shown = installed.map(({ installation, addon }) => ({
    addon,
    failing: installation.altered || Boolean(installation.failure),
    off: !installation.altered && !installation.active && isOfCode(installation),
  }))
  return [
    ...ofSafeMode(happening),
    ...shown.flatMap(({ addon: { slug, name, kind }, failing, off }) =>
      failing ? [{ kind: 'failing' as const, addon: slug, name, grid: gridOf(kind), off }] : [],
    ),
    ...installed.flatMap(({ installation, addon }) => withdrawal(installation, addon)),
    ...ofPutBack(happening),
    ...failedUpdates(happening),
    ...ofMoney(happening),
    ...ageOf(standing),
    ...ofAddons(happening),
    ...waitingNews(happening),
  ]
}

const ofPutBack = ({ installed, wishes, now }: Happening): News[] =>
  installed.flatMap(({ installation, addon: { slug, name } }) => {
    const last = wishes.get(slug)?.putBack
    return last && isNewsEverywhere(last, installation, now)
      ? [{ kind: 'put back' as const, addon: slug, name, putBack: last }]
      : []
  })

/** Until it is updated by hand, skipped or gone. What was put back is said by itself. */
const failedUpdates = ({ automatic, installed, wishes }: Happening): News[] => {
  const names = (automatic?.rows ?? [])
    .filter(({ state }) => state === 'failed' || state === 'refused')
    .filter(({ addon, version }) => !wishes.get(addon)?.skipped.includes(version))
    .filter(({ addon, from }) =>
      installed.some(one => one.installation.addon === addon && one.installation.version === from),
    )
    .map(({ name }) => name)
  return automatic && names.length > 0 ? [{ kind: 'failed updates', run: automatic.id, names }] : []
}

const isOfCode = ({ failure }: Installation) =>
  failure?.code === 'code-stopped' || failure?.code === 'code-failed'

/** A renewal of it was not paid. */
export const isUnpaid = ({ state }: Pick<Held, 'state'>) => state === 'past due' || state === 'suspended'

const withdrawal = ({ version }: Installed, addon: AddonEntry): News[] => {
  const { withdrawn } = releaseOf(addon, version) ?? {}
  if (!withdrawn) return []
  const { severity, reason } = withdrawn
  return [{ kind: 'withdrawn', addon: addon.slug, name: addon.name, version, severity, reason }]
}

const ofSafeMode = ({ safeMode }: Happening): News[] =>
  safeMode.kind === 'on' ? [{ kind: 'safe mode', because: safeMode.because }] : []

// one that is off says nothing any more
const ofAddons = ({ said, installed }: Happening): News[] =>
  said.flatMap(({ addon, tone, text }) => {
    const found = installed.find(one => one.installation.addon === addon && one.installation.active)
    if (!found) return []
    const { name, kind } = found.installation
    return [{ kind: 'addon' as const, addon, name, grid: gridOf(kind), tone, text }]
  })

const ofMoney = ({ purchases, rights, silence, place }: Happening): News[] => [
  ...(place === 'moved or copy' ? [{ kind: 'place' as const }] : []),
  ...purchases.map(({ addon, name, state, invoice, total, currency, account }) => ({
    kind: 'purchase' as const,
    addon,
    name,
    state,
    invoice,
    total,
    currency,
    account: account.name,
  })),
  ...rights.map(({ right: { addon, state, usableUntil: until }, name }) => ({
    kind: 'renewal' as const,
    addon,
    name,
    state,
    until,
  })),
  ...(silence.lapsesAt ? [{ kind: 'silence' as const, days: silence.days, lapsesAt: silence.lapsesAt }] : []),
]

const ageOf = (standing: Standing): News[] =>
  standing.kind === 'stale' || standing.kind === 'expired'
    ? [
        {
          kind: 'catalogue',
          standing: standing.kind,
          asOf: standing.asOf,
          because: standing.lastFailure?.reason,
        },
      ]
    : []
