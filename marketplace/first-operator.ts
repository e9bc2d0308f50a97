/** A link that makes the first operator, once and for a day: nobody can sign in to a panel that knows nobody. */
export interface FirstOperatorLinks {
  /** answers with the token; only its hash is kept */
  make: (hours: number) => Promise<string>
  isValid: (token: string) => Promise<boolean>
  /** true for the one who used it first */
  use: (token: string) => Promise<boolean>
}

export const firstOperatorHours = 24
