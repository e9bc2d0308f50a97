import type { Installation } from '../../marketplace/installations.ts'

const at = '2026-11-22T08:00:00.000Z'

/** An installed plugin as it is stored, and what about it matters to a test. */
export const installation = (more: Partial<Installation> = {}): Installation => ({
  addon: 'counter',
  kind: 'plugin',
  name: 'Counter',
  version: '1.0.0',
  active: true,
  altered: false,
  settings: {},
  failure: null,
  installedAt: at,
  changedAt: at,
  changedBy: 'Ada',
  generation: 1,
  moving: null,
  draining: false,
  previous: null,
  ...more,
})
