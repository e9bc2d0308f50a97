/** Few values of the whole panel, by name. */
export interface PanelSettingStore {
  get(name: string): Promise<string | undefined>
  put(name: string, value: string): Promise<void>
}
