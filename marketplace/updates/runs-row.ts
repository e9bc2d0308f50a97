import semver from 'semver'
import type { AddonEntry } from '../../contracts/catalogue.ts'
import { type Failure, failure } from '../failures.ts'
import type { Installer } from '../installations/installing.ts'
import type { Viewer } from '../permissions.ts'
import { askUpdate } from './asking.ts'
import { type AutomaticNeeds, stillAllowed } from './automatic.ts'
import type { Run, RunRow, RunStore, Settled } from './runs.ts'

export type RunNeeds = Installer & Omit<AutomaticNeeds, 'updateRuns'> & { updateRuns: RunStore }

// another process has begun this very row
class Taken extends Error {}

/** Begins the update of one row, or settles the row with why it could not be begun. */
export const beginRow = async (needs: RunNeeds, run: Run, row: RunRow) => {
  const settled = await attempt(needs, run, row).catch((error: unknown): Settled => {
    // what nobody expected must not hold up the others for ever
    needs.log.warn({ err: error, run: run.id, addon: row.addon }, 'an update could not be begun')
    return { state: 'failed', failure: failure('unexpected', { reference: run.id.slice(0, 8) }) }
  })
  if (settled)
    await needs.atomically(({ updateRuns }) => updateRuns.settle(run.id, row.addon, 'waiting', settled))
}

/** Undefined: it is begun, by whomever. */
const attempt = async (needs: RunNeeds, run: Run, row: RunRow): Promise<Settled | undefined> => {
  const { addon: slug, name, version } = row
  const installation = await needs.installations.find(slug)
  if (!installation) return refused(failure('not-installed', { name }))
  if (installation.version === version) return { state: 'done' }
  // stops a page that was read a while ago from putting an older release in place
  if (semver.lt(version, installation.version)) return refused(failure('update-changed', { name, version }))
  const addon = await needs.addons.find(slug)
  if (!addon) return refused(failure('no-longer-offered', { name, version }))
  if (!run.automatic) return ask(needs, run, row, addon)

  switch (await stillAllowed(needs, row)) {
    case 'allowed':
      return ask(needs, run, row, onlyTo(addon, installation.version, version))
    case 'window closed':
      return { state: 'not tried', failure: failure('update-window-closed') }
    case 'not any more':
      return { state: 'not tried', failure: failure('update-not-allowed', { name, version }) }
  }
}

const refused = (why: Failure): Settled => ({ state: 'refused', failure: why })

/** A policy may stop short of the newest release. */
const onlyTo = (addon: AddonEntry, installed: string, version: string): AddonEntry => ({
  ...addon,
  releases: addon.releases.filter(one => one.version === version || semver.lte(one.version, installed)),
})

const ask = async (needs: RunNeeds, run: Run, row: RunRow, addon: AddonEntry) => {
  const { addon: slug, name, version } = row
  const outcome = await press(needs, run, row, addon)
  switch (outcome.kind) {
    case 'started':
    case 'taken':
      return undefined
    case 'refused':
      return refused(outcome.why)
    case 'not installed':
      return refused(failure('not-installed', { name }))
    case 'joined': {
      const { id, version: other, operator } = outcome.operation
      if (other !== version) return refused(failure('busy', { name, operator }))
      // somebody pressed the same beside this run: its end is the row's end
      await needs.atomically(({ updateRuns }) => updateRuns.begin(run.id, slug, id))
      return undefined
    }
  }
}

/** Stores the operation and that the row has begun in one transaction. */
const press = async (needs: RunNeeds, run: Run, { addon: slug, version }: RunRow, addon: AddonEntry) => {
  try {
    return await askUpdate(needs, addon, { version, accept: [] }, viewerOf(run), {
      actor: { operatorId: run.operatorId, operator: run.operator },
      async also({ operations, updateRuns }) {
        const operation = await operations.openFor(slug)
        if (!operation || !(await updateRuns.begin(run.id, slug, operation.id))) throw new Taken()
      },
    })
  } catch (error) {
    if (error instanceof Taken) return { kind: 'taken' as const }
    throw error
  }
}

/** Who pressed might do so then; that stands, also after a restart. */
const viewerOf = ({ operatorId, operator }: Run): Viewer => ({
  id: operatorId ?? '',
  name: operator,
  permissions: new Set(['addons']),
})
