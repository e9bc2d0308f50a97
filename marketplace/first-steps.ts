import { type GridName, gridOf } from './kinds.ts'
import type { Installation } from './installations.ts'
import { may, type Permission, type Viewer } from './permissions.ts'

/** What a new help desk has to do. */
export type StepName = 'login' | 'channel' | 'set-up' | 'operator' | 'backup'

export interface FirstStep {
  name: StepName
  done: boolean
  /** the add-on that waits to be set up */
  addon?: { slug: string; name: string; grid: GridName }
}

/** What the database says of people and backups. */
export interface Beginnings {
  /** who may sign in */
  operators: number
  /** when the last backup was made; null before the first */
  backedUpAt: string | null
}

export interface FirstStepStore {
  /** one statement */
  beginnings: () => Promise<Beginnings>
  /** for one operator, for good */
  hide: (operatorId: string) => Promise<void>
}

/** How the help desk stands. */
export interface Standing extends Beginnings {
  connected: boolean
  installed: Pick<Installation, 'addon' | 'name' | 'kind'>[]
  unfinished: ReadonlySet<string>
}

/** The steps that are this operator's: each is done as the help desk stands, whoever did it. */
export const firstStepsFor = (viewer: Viewer, standing: Standing): FirstStep[] => {
  const { connected, installed, unfinished, operators, backedUpAt } = standing
  const steps: [Permission, FirstStep][] = [
    ['addons', { name: 'login', done: connected }],
    ['addons', { name: 'channel', done: installed.some(({ kind }) => kind === 'channel') }],
    ...installed.filter(({ addon }) => unfinished.has(addon)).map(one => setUpOf(one, gridOf(one.kind))),
    ['operators', { name: 'operator', done: operators > 1 }],
    ['operators', { name: 'backup', done: backedUpAt !== null }],
  ]
  return steps.flatMap(([permission, step]) => (may(viewer, permission) ? [step] : []))
}

const setUpOf = ({ addon, name }: Standing['installed'][number], grid: GridName): [Permission, FirstStep] => [
  grid,
  { name: 'set-up', done: false, addon: { slug: addon, name, grid } },
]
