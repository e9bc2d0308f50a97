/** What an add-on leaves behind besides its settings: what it keeps, notices, events on their way. */
export interface AddonDataStore {
  /** `keepsOwn`: what it keeps for itself, in that copy, stays for the next install */
  remove(addon: string, what: { keepsOwn: false } | { keepsOwn: true; generation: number }): Promise<void>
  /** Removes all other copies of what it keeps. */
  keepCopies(addon: string, generations: readonly number[]): Promise<void>
}
