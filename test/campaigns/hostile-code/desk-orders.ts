import { soukItself } from '../../../marketplace/activity.ts'
import { install } from '../../support/code-panel.ts'
import type { TestPanel } from '../../support/panel.ts'

/** What is ordered of the panel's process beside its pages: what an operator does, and what only it can see. */
export const deskOrders = (panel: TestPanel) => {
  const { services } = panel
  return {
    async install(slug: string) {
      const { state, failure } = await install(panel, slug)
      return { state, why: failure ? JSON.stringify(failure) : '' }
    },
    async uninstall(slug: string) {
      const managed = await services.manage.uninstall(slug, 'delete', soukItself)
      if (managed.kind !== 'begun') return managed.kind
      return (await services.operations.ended(managed.operation.id, 15_000))?.state ?? 'open'
    },
    saveSecret: async (slug: string) => {
      const wanted = { values: {}, secrets: { key: 'canary-of-a-secret' } }
      return (await services.manage.saveSettings(slug, wanted, soukItself)).kind
    },
    async stateOf(slug: string) {
      const one = await services.installations.find(slug)
      const { lastError } = await services.code.glance(slug)
      const lines = (await services.code.log(slug)).map(({ text }) => text)
      return {
        isActive: one?.active === true,
        why: one?.failure ? JSON.stringify(one.failure) : '',
        lastError: lastError?.text ?? '',
        lines,
      }
    },
    async runner() {
      return (await services.code.runner())?.pid ?? 0
    },
    async isPolluted() {
      return 'polluted' in {}
    },
  }
}
export type DeskOrders = ReturnType<typeof deskOrders>

export interface Told {
  id: number
  order: keyof DeskOrders
  slug: string
}
