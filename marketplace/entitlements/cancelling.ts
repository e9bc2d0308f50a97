import { randomUUID } from 'node:crypto'
import type { Kind } from '../../contracts/manifest.ts'
import { actorOf } from '../activity.ts'
import type { Connection } from '../connection.ts'
import { type Cancellation, type Cancelled, type Held, isCancellable } from '../entitlements.ts'
import { type Failure, failure } from '../failures.ts'
import { plainMoney } from '../formats.ts'
import type { InstallationStore } from '../installations.ts'
import type { Operation, Stores, Wish } from '../operations.ts'
import { may, type Viewer } from '../permissions.ts'
import type { SyncNeeds } from './needs.ts'

export interface CancelNeeds extends SyncNeeds {
  installations: Pick<InstallationStore, 'find'>
}

/** Ends a subscription at once. The second press joins the first; a press whose answer was lost is asked for again. */
export const press = async (needs: CancelNeeds, addon: string, viewer: Viewer): Promise<Cancelled> => {
  const right = await needs.entitlements.latestFor(addon)
  const named = await nameOf(needs, addon)
  const open = await needs.operations.openFor(addon)
  if (open) return joined(open)
  const why = whyNot(needs, named.name, right, await needs.connection.current(), viewer)
  if (why || !right) return turnAway(needs, addon, right, viewer, why ?? nothing(named.name))
  return begin(needs, right, named, viewer)
}

const whyNot = (
  { offline }: CancelNeeds,
  name: string,
  right: Held | undefined,
  connection: Connection | null,
  viewer: Viewer,
): Failure | null => {
  if (!may(viewer, 'addons') || !may(viewer, 'addons.spend')) return failure('may-not-spend')
  if (!right || !isCancellable(right)) return nothing(name)
  if (offline) return failure('cancel-elsewhere', { name, because: 'offline' })
  if (!connection || connection.licence.id !== right.licence)
    return failure('cancel-elsewhere', { name, because: 'not_connected' })
  if (connection.place === 'at home') return null
  return failure('cancel-elsewhere', { name, because: connection.place.replaceAll(' ', '_') })
}

const nothing = (name: string) => failure('nothing-to-cancel', { name })

interface Named {
  name: string
  kind: Kind
  version: string
}

/** It may neither be installed nor listed any more: somebody paid for it, and can end it all the same. */
const nameOf = async (
  { installations, addons, operations, purchases }: CancelNeeds,
  slug: string,
): Promise<Named> => {
  const installation = await installations.find(slug)
  if (installation) return installation
  const listed = await addons.find(slug)
  if (listed) return { ...listed, version: listed.releases[0]?.version ?? '' }
  const last = await operations.latestFor(slug)
  if (last) return { name: last.name, kind: last.addonKind, version: last.version }
  const purchase = await purchases.latestFor(slug)
  return { name: purchase?.name ?? slug, kind: 'plugin', version: '' }
}

const begin = async (
  needs: CancelNeeds,
  right: Held,
  { name, kind, version }: Named,
  viewer: Viewer,
): Promise<Cancelled> => {
  const cancellation = await cancellationOf(needs, right, name, viewer)
  const { addon, reference } = cancellation
  const input = { reference, detail: priceOf(right) }
  const wish: Wish = { kind: 'cancel', addon, addonKind: kind, name, version, input }
  const started = await needs.operations.start(wish, actorOf(viewer), stores => note(cancellation, stores))
  return started.kind === 'joined' ? joined(started.operation) : started
}

/** One that got no answer is asked again by its own reference. */
const cancellationOf = async (
  { cancellations, now }: CancelNeeds,
  { id, addon }: Held,
  name: string,
  viewer: Viewer,
): Promise<Cancellation> => ({
  ...actorOf(viewer),
  reference: (await cancellations.openFor(addon))?.reference ?? randomUUID(),
  entitlement: id,
  addon,
  name,
  state: 'asked',
  askedAt: now().toISOString(),
  settledAt: null,
})

const note = async (cancellation: Cancellation, { cancellations }: Stores) => {
  const known = await cancellations.find(cancellation.reference)
  await (known ? cancellations.put(cancellation) : cancellations.add(cancellation))
}

/** What is not charged any more, for the record. */
const priceOf = ({ nextCharge, cycle }: Held) =>
  [nextCharge && plainMoney(nextCharge.amount, nextCharge.currency), cycle].filter(Boolean).join(' ')

const joined = (operation: Operation): Cancelled =>
  operation.kind === 'cancel'
    ? { kind: 'joined', operation }
    : {
        kind: 'refused',
        why: failure('busy', { name: operation.name, operator: operation.operator }),
      }

const turnAway = async (
  { atomically }: CancelNeeds,
  addon: string,
  right: Held | undefined,
  viewer: Viewer,
  why: Failure,
): Promise<Cancelled> => {
  const detail = [right && priceOf(right), why.code].filter(Boolean).join(', ')
  await atomically(({ record }) =>
    record({ ...actorOf(viewer), act: 'addon.cancel', addon, result: 'refused', detail }),
  )
  return { kind: 'refused', why }
}
