/**
 * Settings that nobody reads again: sealed, apart from the others. Only the panel knows a value, and puts it where add-on
 * code wrote what stands for it in its settings.
 */
export interface SecretSettings {
  /** which are set, in alphabetical order */
  names(addon: string): Promise<string[]>
  /** null takes it away */
  put(addon: string, name: string, value: string | null): Promise<void>
  /** undefined: not set, or sealed with another SECRET_KEY */
  value(addon: string, name: string): Promise<string | undefined>
}
