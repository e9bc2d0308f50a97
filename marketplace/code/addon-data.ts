/** What an add-on leaves behind besides its settings: what it keeps, notices, events on their way. */
export interface AddonDataStore {
  /** `keepsOwn`: what it keeps for itself stays, for the next install */
  remove(addon: string, what: { keepsOwn: boolean }): Promise<void>
}
