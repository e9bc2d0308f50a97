import type { Kind } from '../contracts/manifest.ts'
import type { ActivityEntry, Actor } from './activity.ts'
import type { AddonDataStore } from './code/addon-data.ts'
import type { SecretSettings } from './code/secret-settings.ts'
import type { DiskTrouble } from './disk-trouble.ts'
import type { CancellationStore, EntitlementStore, LapseStore } from './entitlements.ts'
import { Failed, type Failure } from './failures.ts'
import type { InstallationStore } from './installations.ts'
import type { LanguageChoices } from './languages.ts'
import type { PanelSettingStore } from './panel-settings.ts'
import type { PurchaseStore, QuoteStore } from './purchases.ts'
import type { UpdateStore } from './updates.ts'
import type { RunStore } from './updates/runs.ts'

export type OperationState = 'running' | 'done' | 'failed'

/** One running change with named stages, a result, and who asked. */
export interface Operation extends Actor {
  id: string
  /** names an entry of the registry of changes: `install`, `uninstall` */
  kind: string
  addon: string
  addonKind: Kind
  name: string
  version: string
  stage: string
  state: OperationState
  /** what was asked for beyond the add-on, such as `{ data: 'keep' }` */
  input: Record<string, string>
  /** why it failed; of a done one, what is left over */
  failure: Failure | null
  /** how often somebody took it up */
  attempts: number
  startedAt: string
  finishedAt: string | null
}

/** Which process works on an operation, and until when nobody else may. */
export interface Lease {
  owner: string
  until: string
}

export interface OperationStore {
  /** Throws if the add-on has an open operation already. */
  add(operation: Operation, lease: Lease): Promise<void>
  find(id: string): Promise<Operation | undefined>
  openFor(addon: string): Promise<Operation | undefined>
  latestFor(addon: string): Promise<Operation | undefined>
  /** whether any operation ever dealt with that version, but for those that met files put there by hand */
  knows(addon: string, version: string): Promise<boolean>
  openAll(): Promise<Operation[]>
  leases(): Promise<(Lease & { id: string })[]>
  renew(id: string, lease: Lease): Promise<void>
  /** False if the owner lost the lease meanwhile, as with `end` and `takeOver`. */
  advance(id: string, owner: string, stage: string): Promise<boolean>
  end(id: string, owner: string, result: Ending): Promise<boolean>
  takeOver(id: string, from: string, stage: string, lease: Lease): Promise<boolean>
}

export interface Ending {
  state: 'done' | 'failed'
  failure: Failure | null
  at: string
}

/** The stores as one transaction sees them: what is written through them is stored together or not at all. */
export interface Stores {
  operations: OperationStore
  installations: InstallationStore
  secrets: SecretSettings
  addonData: AddonDataStore
  panelSettings: PanelSettingStore
  languageChoices: LanguageChoices
  purchases: PurchaseStore
  quotes: QuoteStore
  entitlements: EntitlementStore
  lapses: LapseStore
  cancellations: CancellationStore
  updates: UpdateStore
  updateRuns: RunStore
  record: (entry: ActivityEntry) => Promise<void>
}
export type Atomically = <T>(work: (stores: Stores) => Promise<T>) => Promise<T>

/** What a stage stores, in the same transaction that ends the stage. The last one may answer with what is left over. */
export type Change = (stores: Stores) => Promise<Failure | undefined>

/** An expected failure with something to be stored in the very transaction that ends the operation. */
export class FailedWith extends Failed {
  readonly change: Change

  constructor(why: Failure, change: Change, cause?: unknown) {
    super(why, cause)
    this.change = change
  }
}

/** One step of an operation. It may be done again after a crash, so it must be safe to repeat. */
export interface Stage {
  name: string
  /** the stage at which an interrupted run begins again, if not with this one */
  again?: string
  /** what was asked for has happened by then: what goes wrong here is left over, and takes nothing back */
  isAftermath?: true
  /** Works outside the database and answers with what is to be stored; throws Failed with the reason. */
  run: (operation: Operation) => Promise<Change | undefined>
}

export interface ChangeKind {
  /** who may look at it: whoever may ask for it */
  permission: 'addons' | 'grid'
  stages: readonly Stage[]
  /** Gives back what a failed or interrupted run took: files, space. */
  giveBack?: (operation: Operation) => Promise<void>
  /** What is stored in the transaction that ends a failed run: what it had reserved is free again. */
  undo?: (operation: Operation) => Change
  /** Once it has failed, and that is stored: removes what nothing names any more. */
  tidy?: (operation: Operation) => Promise<void>
}
export type Changes = Record<string, ChangeKind>

/** What somebody asks for. */
export interface Wish {
  /** default: a new one */
  id?: string
  kind: string
  addon: string
  addonKind: Kind
  name: string
  version: string
  input?: Record<string, string>
}

export type Started = { kind: 'started' | 'joined'; operation: Operation }

/** What routes and other domain files ask of the operations. */
export interface Operations {
  find(id: string): Promise<Operation | undefined>
  openFor(addon: string): Promise<Operation | undefined>
  openAll(): Promise<Operation[]>
  latestFor(addon: string): Promise<Operation | undefined>
  /**
   * Commits the operation, then works on it; the second wish for one add-on joins the first. `also` is stored in the same
   * transaction as the operation: what it throws is thrown on, and nothing was begun.
   */
  start(wish: Wish, actor: Actor, also?: (stores: Stores) => Promise<void>): Promise<Started>
  /** Waits until it has ended, or for that many milliseconds; answers with its state then. */
  ended(id: string, atMost: number): Promise<Operation | undefined>
  /** why one that runs cannot be stored now: it goes on by itself once the disk takes it */
  waitsFor(id: string): DiskTrouble | undefined
  stagesOf(operation: Operation): string[]
  permissionFor(operation: Operation): 'addons' | 'channels' | 'languages' | 'plugins'
}
