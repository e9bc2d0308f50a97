import type { ReleaseEntry } from '../../contracts/catalogue.ts'
import { permissionNames } from '../../marketplace/permissions.ts'
import type { Operation } from '../../marketplace/operations.ts'
import { until } from './code-panel.ts'
import type { TestPanel } from './panel.ts'

const actor = { operatorId: null, operator: 'Ada' }

const listed = async ({ services }: TestPanel, slug: string) => {
  const addon = await services.addons.find(slug)
  if (!addon) throw new Error(`${slug} is not in the list`)
  return addon
}

const ended = async ({ services }: TestPanel, operation: Operation) =>
  (await services.operations.ended(operation.id, 30_000)) ?? operation

/** Installs one release of an add-on, whatever newer ones there are; answers with the operation at its end. */
export const installVersion = async (panel: TestPanel, slug: string, version: string) => {
  const addon = await listed(panel, slug)
  const release = addon.releases.find((one: ReleaseEntry) => one.version === version)
  if (!release) throw new Error(`${slug} has no ${version}`)
  const started = await panel.services.installRelease(addon, release, actor)
  if (started.kind === 'refused') throw new Error(JSON.stringify(started.why))
  return ended(panel, started.operation)
}

/** Ada, who may do everything. */
export const adaOf = async ({ services }: TestPanel) => {
  const ada = (await services.operators.list()).find(({ name }) => name.startsWith('Ada'))
  if (!ada) throw new Error('Ada is not there')
  return { id: ada.id, name: ada.name, permissions: new Set(permissionNames) }
}

/** Updates as Ada does, and waits for the end; answers with the operation, or with why it was refused. */
export const update = async (panel: TestPanel, slug: string, version: string, accept: string[] = []) => {
  const wish = { version, accept }
  const outcome = await panel.services.updates.update(await listed(panel, slug), wish, await adaOf(panel))
  return 'operation' in outcome ? ended(panel, outcome.operation) : outcome
}

/** Waits until an operation of that kind has ended, whoever began it. */
export const endOf = (panel: TestPanel, slug: string, kind: string) =>
  until(
    () => panel.services.operations.latestFor(slug),
    operation => operation?.kind === kind && operation.state !== 'running',
    30_000,
  )
