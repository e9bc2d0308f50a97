import type { Permissions } from '../../contracts/manifest.ts'
import { isPublic, runsCode } from '../code/rights.ts'
import type { AddonsInbox } from '../inbox.ts'
import type { Installation } from '../installations.ts'

/** What stops, or stays undone, when an add-on is switched off. */
export type Impact =
  | { kind: 'open-conversations' | 'waiting-replies'; count: number }
  | { kind: 'public-address' }
  | { kind: 'schedule'; schedule: string }

export interface ImpactNeeds {
  inbox: Pick<AddonsInbox, 'openConversationsOf' | 'waitingFor'>
}

/** Customers first: who waits for an answer through it, then what it does by itself. */
export const impactOf = async (
  { inbox }: ImpactNeeds,
  { addon, kind, active }: Installation,
  rights: Permissions | undefined,
): Promise<Impact[]> => {
  if (!runsCode({ kind }) || !rights) return []
  const open = kind === 'channel' ? await inbox.openConversationsOf(addon) : 0
  const waiting = kind === 'channel' ? (await inbox.waitingFor(addon)).length : 0
  return [
    ...counted('open-conversations', open),
    ...counted('waiting-replies', waiting),
    // one that is off has no address and no schedule any more
    ...(active && isPublic({ rights }) ? [{ kind: 'public-address' as const }] : []),
    ...(active && rights.schedule ? [{ kind: 'schedule' as const, schedule: rights.schedule }] : []),
  ]
}

/** Does anything stop when it is switched off? */
export const hasImpact = async (
  needs: ImpactNeeds,
  one: Installation,
  rights: Permissions | undefined,
): Promise<boolean> => {
  if (!one.active || !rights) return false
  // what it declares is known without asking
  if (isPublic({ rights }) || rights.schedule) return true
  return (await impactOf(needs, one, rights)).length > 0
}

const counted = (kind: 'open-conversations' | 'waiting-replies', count: number): Impact[] =>
  count > 0 ? [{ kind, count }] : []
