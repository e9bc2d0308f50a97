export interface Passwords {
  hash: (password: string) => Promise<string>
  /** false without a kept hash, after as long a time as with one */
  matches: (password: string, kept: string | undefined) => Promise<boolean>
}

export const shortestPassword = 12
export const longestPassword = 200

/** Typed alike on every keyboard and system: the same letters must give the same password. */
export const plainPassword = (typed: string) => typed.normalize('NFKC')

/** Which rule a new password breaks, if any. Length is the only one: composition rules make passwords weaker. */
export const problemOfPassword = (password: string): 'password-short' | 'password-long' | undefined => {
  const { length } = plainPassword(password)
  if (length < shortestPassword) return 'password-short'
  return length > longestPassword ? 'password-long' : undefined
}
