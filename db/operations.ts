import { type Kind, kinds } from '../contracts/manifest.ts'
import type { Failure } from '../marketplace/failures.ts'
import type { Operation, OperationState, OperationStore } from '../marketplace/operations.ts'
import type { Work } from './index.ts'

/** Running and ended changes of add-ons. The unique column `open_addon` allows one open operation per add-on. */
export const operationsIn = (knex: Work): OperationStore => {
  const table = () => knex<Row>('operations')
  const first = async (query: Promise<Row | undefined>) => {
    const row = await query
    return row && operationOf(row)
  }
  const held = (id: string, owner: string) => table().where({ id, lease_owner: owner, state: 'running' })

  return {
    async add(operation, lease) {
      await table().insert({
        ...rowOf(operation),
        open_addon: operation.addon,
        lease_owner: lease.owner,
        lease_until: lease.until,
      })
    },
    find: id => first(table().where({ id }).first()),
    openFor: addon => first(table().where({ open_addon: addon }).first()),
    latestFor: addon => first(table().where({ addon }).orderBy('started_at', 'desc').first()),
    async knows(addon, version) {
      const found = await table().where({ addon, version })
      // one that found a folder there that is not ours has put nothing into it
      return found.some(({ failure }) => failureOf(failure)?.code !== 'by-hand')
    },
    async openAll() {
      return (await table().whereNotNull('open_addon').orderBy('started_at')).map(operationOf)
    },
    async leases() {
      const rows = await table().where({ state: 'running' }).orderBy('started_at')
      return rows.map(row => ({ id: row.id, owner: row.lease_owner ?? '', until: row.lease_until ?? '' }))
    },
    async renew(id, { owner, until }) {
      await held(id, owner).update({ lease_until: until })
    },
    async advance(id, owner, stage) {
      return (await held(id, owner).update({ stage })) > 0
    },
    async end(id, owner, { state, failure, at }) {
      const ended = {
        state,
        failure: failure && JSON.stringify(failure),
        finished_at: at,
        open_addon: null,
        lease_owner: null,
        lease_until: null,
      }
      return (await held(id, owner).update(ended)) > 0
    },
    async takeOver(id, from, stage, { owner, until }) {
      const taken = { stage, lease_owner: owner, lease_until: until, attempts: knex.raw('attempts + 1') }
      return (await held(id, from).update(taken)) > 0
    },
  }
}

interface Row {
  id: string
  kind: string
  addon: string
  addon_kind: string
  name: string
  version: string
  open_addon: string | null
  operator_id: string | null
  operator: string
  stage: string
  state: string
  input: string
  failure: string | null
  attempts: number
  lease_owner: string | null
  lease_until: string | null
  started_at: string
  finished_at: string | null
}

const rowOf = (operation: Operation) => ({
  id: operation.id,
  kind: operation.kind,
  addon: operation.addon,
  addon_kind: operation.addonKind,
  name: operation.name,
  version: operation.version,
  operator_id: operation.operatorId,
  operator: operation.operator,
  stage: operation.stage,
  state: operation.state,
  input: JSON.stringify(operation.input),
  failure: operation.failure && JSON.stringify(operation.failure),
  attempts: operation.attempts,
  started_at: operation.startedAt,
  finished_at: operation.finishedAt,
})

const operationOf = (row: Row): Operation => ({
  id: row.id,
  kind: row.kind,
  addon: row.addon,
  addonKind: kindOf(row.addon_kind),
  name: row.name,
  version: row.version,
  operatorId: row.operator_id,
  operator: row.operator,
  stage: row.stage,
  state: stateOf(row.state),
  input: JSON.parse(row.input) as Record<string, string>,
  failure: failureOf(row.failure),
  attempts: row.attempts,
  startedAt: row.started_at,
  finishedAt: row.finished_at,
})

export const kindOf = (text: string): Kind => {
  const kind = kinds.find(known => known === text)
  if (!kind) throw new Error(`The database names an unknown kind of add-on: ${text}`)
  return kind
}

const stateOf = (text: string): OperationState => (text === 'running' || text === 'done' ? text : 'failed')

export const failureOf = (text: string | null): Failure | null =>
  text === null ? null : (JSON.parse(text) as Failure)
