/** Where a sealed text lies; it opens nowhere else. */
export interface Place {
  table: string
  row: string
  column: string
}

export type Opened = { kind: 'open'; text: string } | { kind: 'unreadable' }

/** Keeps secrets unreadable at rest. */
export interface Vault {
  seal: (text: string, place: Place) => string
  /** unreadable: sealed with another key, for another place, or changed since */
  open: (sealed: string, place: Place) => Opened
}
