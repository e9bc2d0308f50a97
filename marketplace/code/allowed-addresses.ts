/**
 * Addresses that an operator lets an add-on call beside the hosts that it declares: whole origins, such as
 * `http://127.0.0.1:8081`, also of this network and without encryption.
 */
export interface AllowedAddresses {
  of(addon: string): Promise<string[]>
  /** in place of those before */
  put(addon: string, origins: readonly string[]): Promise<void>
}

const most = 5

/** What somebody typed, as origins; undefined if it is not that, or too many. */
export const originsIn = (text: string): string[] | undefined => {
  const typed = text.split(/\s+/).filter(Boolean)
  const origins = typed.flatMap(one => originIn(one) ?? [])
  return origins.length === typed.length && typed.length <= most ? [...new Set(origins)] : undefined
}

const originIn = (text: string) => {
  if (!URL.canParse(text)) return undefined
  const { origin, protocol, username, password } = new URL(text)
  return /^https?:$/.test(protocol) && !username && !password ? origin : undefined
}
