import { soukItself } from '../activity.ts'
import type { Lapse } from '../entitlements.ts'
import { switchedOff } from '../installations/stopping.ts'
import { mustStop } from '../installations/stopping.ts'
import type { Installation } from '../installations.ts'
import type { ChangeKind, Operation, Stage, Stores } from '../operations.ts'
import { keepsOn, type Plan, type SwitchOff } from './following.ts'
import type { RightsNeeds, SyncNeeds } from './needs.ts'

const patience = 10_000

/** Switches off and on what a plan says; an add-on that somebody changes right now is left to the next time. */
export const apply = async (needs: SyncNeeds, plan: Pick<Plan, 'off' | 'on'>, installed: Installation[]) => {
  for (const off of plan.off) {
    const installation = installed.find(({ addon }) => addon === off.addon)
    if (installation && !needs.stopping.aborted) await switchOff(needs, installation, off)
  }
  for (const addon of plan.on) {
    const installation = installed.find(one => one.addon === addon)
    if (installation && !needs.stopping.aborted) await switchOn(needs, installation)
  }
}

const switchOff = ({ operations }: SyncNeeds, one: Installation, { because, entitlement }: SwitchOff) =>
  done(operations, { ...wishFor('lapse', one), input: { because, entitlement, detail: because } })

// the lapse goes with the wish: if it can't be activated, its row in the grid says why, and Activate tries it again
const switchOn = async ({ operations, addons }: SyncNeeds, one: Installation) => {
  if (one.altered || (await mustStop(one, addons))) return
  await done(operations, wishFor('activate', one), stores => stores.lapses.remove(one.addon))
}

const wishFor = (kind: string, { addon, kind: addonKind, name, version }: Installation) => ({
  kind,
  addon,
  addonKind,
  name,
  version,
})

const done = async (
  operations: SyncNeeds['operations'],
  wish: Parameters<SyncNeeds['operations']['start']>[0],
  also?: (stores: Stores) => Promise<void>,
) => {
  const { kind, operation } = await operations.start(wish, soukItself, also)
  // what somebody else changes right now is looked at again next time
  if (kind === 'started') await operations.ended(operation.id, patience)
}

/** The change `lapse`: off, and remembered for a late payment, unless somebody cancelled it. */
export const lapse = (needs: Pick<RightsNeeds, 'packs' | 'englishCode' | 'now'>): ChangeKind => ({
  permission: 'grid',
  stages: [{ name: 'deactivate', run: async operation => stores => lapseIn(needs, operation, stores) }],
})

const lapseIn = async (
  needs: Pick<RightsNeeds, 'packs' | 'englishCode' | 'now'>,
  operation: Operation,
  stores: Stores,
): ReturnType<NonNullable<Awaited<ReturnType<Stage['run']>>>> => {
  const because = reasonIn(operation)
  if (because !== 'silence' && (await isGoodAgain(needs, operation, stores))) return undefined
  if (!(await switchedOff(needs, operation.addon, operation, stores)) || !because) return undefined
  const at = needs.now().toISOString()
  const { addon, input } = operation
  await stores.lapses.add({ addon, entitlement: input['entitlement'] ?? '', at, because })
  return undefined
}

// stops a plan that is some seconds old from switching off what was paid meanwhile
const isGoodAgain = async (
  { now }: Pick<RightsNeeds, 'now'>,
  { addon }: Operation,
  { entitlements }: Stores,
) => (await entitlements.all()).some(right => right.addon === addon && keepsOn(right, now()))

const reasons: readonly Lapse['because'][] = ['suspended', 'ended', 'silence', 'no entitlement']
const reasonIn = ({ input }: Operation) => reasons.find(reason => reason === input['because'])
