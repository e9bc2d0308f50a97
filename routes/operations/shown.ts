/**
 * An add-on's own words, as text: control characters mean nothing on a page, and overrides would turn what stands around
 * them.
 */
export const shown = (text: string) =>
  text.replace(/(?![\n\t])[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '\ufffd')
