import semver from 'semver'
import type { AddonEntry } from '../../contracts/catalogue.ts'
import { type Failure, failure } from '../failures.ts'
import type { Installer } from '../installations/installing.ts'
import type { Viewer } from '../permissions.ts'
import { askUpdate } from './asking.ts'
import { type AutomaticNeeds, stillAllowed } from './automatic.ts'
import { isFailure, type Run, type RunRow, type RunStore, type Settled } from './runs.ts'
import { summaryOf } from './runs-summary.ts'

export type RunNeeds = Installer & Omit<AutomaticNeeds, 'updateRuns'> & { updateRuns: RunStore }

/** Where a run stands after one step: over, at work on an operation, or ready for the next step. */
export type Stepped = { kind: 'over' } | { kind: 'at work'; operation: string } | { kind: 'on' }

// another process has begun this very row
class Taken extends Error {}

/**
 * One step of a run, by whichever process looks. Each change of a row asks for the state before it, and an update is
 * stored with its row in one transaction: two that step at a time do it once.
 */
export const step = async (needs: RunNeeds, run: Run): Promise<Stepped> => {
  const running = run.rows.find(({ state }) => state === 'running')
  if (running) return look(needs, run, running)
  const next = run.rows.find(({ state }) => state === 'waiting')
  if (!next) return end(needs, run)
  if (run.stopsAtFailure && run.rows.some(isFailure)) await leaveRest(needs, run, null)
  else await begin(needs, run, next)
  return { kind: 'on' }
}

const look = async (needs: RunNeeds, run: Run, { addon, operation }: RunRow): Promise<Stepped> => {
  const found = operation === null ? undefined : await needs.operations.find(operation)
  if (found?.state === 'running') return { kind: 'at work', operation: found.id }
  const how: Settled =
    found?.state === 'done'
      ? { state: 'done', failure: found.failure }
      : { state: 'failed', failure: found?.failure ?? failure('interrupted') }
  await needs.atomically(({ updateRuns }) => updateRuns.settle(run.id, addon, 'running', how))
  return { kind: 'on' }
}

const end = async ({ atomically, now }: RunNeeds, run: Run): Promise<Stepped> => {
  await atomically(async ({ updateRuns, record }) => {
    if (await updateRuns.end(run.id, now().toISOString())) await record(summaryOf(run))
  })
  return { kind: 'over' }
}

const leaveRest = ({ atomically }: RunNeeds, { id, rows }: Run, why: Failure | null) =>
  atomically(async ({ updateRuns }) => {
    for (const { addon, state } of rows)
      if (state === 'waiting')
        await updateRuns.settle(id, addon, 'waiting', { state: 'not tried', failure: why })
  })

const begin = async (needs: RunNeeds, run: Run, row: RunRow) => {
  const { addon: slug, name, version } = row
  const settle = (how: Settled) =>
    needs.atomically(({ updateRuns }) => updateRuns.settle(run.id, slug, 'waiting', how))
  const refuse = (why: Failure) => settle({ state: 'refused', failure: why })

  const installation = await needs.installations.find(slug)
  if (!installation) return refuse(failure('not-installed', { name }))
  if (installation.version === version) return settle({ state: 'done' })
  // stops a page that was read a while ago from putting an older release in place
  if (semver.lt(version, installation.version)) return refuse(failure('update-changed', { name, version }))
  const addon = await needs.addons.find(slug)
  if (!addon) return refuse(failure('no-longer-offered', { name, version }))
  if (!run.automatic) return ask(needs, run, row, addon, refuse)

  switch (await stillAllowed(needs, row)) {
    case 'allowed':
      return ask(needs, run, row, onlyTo(addon, installation.version, version), refuse)
    case 'window closed':
      return leaveRest(needs, run, failure('update-window-closed'))
    case 'not any more':
      return settle({ state: 'not tried', failure: failure('update-not-allowed', { name, version }) })
  }
}

/** A policy may stop short of the newest release. */
const onlyTo = (addon: AddonEntry, installed: string, version: string): AddonEntry => ({
  ...addon,
  releases: addon.releases.filter(one => one.version === version || semver.lte(one.version, installed)),
})

const ask = async (
  needs: RunNeeds,
  run: Run,
  { addon: slug, name, version }: RunRow,
  addon: AddonEntry,
  refuse: (why: Failure) => Promise<unknown>,
) => {
  const outcome = await askUpdate(needs, addon, { version, accept: [] }, viewerOf(run), {
    actor: { operatorId: run.operatorId, operator: run.operator },
    async also({ operations, updateRuns }) {
      const operation = await operations.openFor(slug)
      if (!operation || !(await updateRuns.begin(run.id, slug, operation.id))) throw new Taken()
    },
  }).catch((error: unknown) => {
    if (error instanceof Taken) return null
    throw error
  })
  if (!outcome || outcome.kind === 'started') return undefined
  if (outcome.kind === 'refused') return refuse(outcome.why)
  if (outcome.kind === 'not installed') return refuse(failure('not-installed', { name }))
  const { operation } = outcome
  if (operation.version !== version) return refuse(failure('busy', { name, operator: operation.operator }))
  // somebody pressed the same beside this run: its end is the row's end
  return needs.atomically(({ updateRuns }) => updateRuns.begin(run.id, slug, operation.id))
}

/** Who pressed might do so then; that stands, also after a restart. */
const viewerOf = ({ operatorId, operator }: Run): Viewer => ({
  id: operatorId ?? '',
  name: operator,
  permissions: new Set(['addons']),
})
