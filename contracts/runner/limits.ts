/** What one add-on may use. Memory is in pages of 64 KB: 256 is the least that the engine takes, 512 are 32 MB. */
export const limits = {
  memory: { initial: 256, maximum: 512 },
  stack: 256 * 1024,
  /** one value over the border, as JSON text */
  value: 256 * 1024,
  /** all files of one add-on */
  code: 1024 * 1024,
  /** calls that one add-on may have open at once; the next one is told that it is busy */
  calls: 16,
  /** what one call may have asked for and not heard of yet, and in all */
  asks: { open: 32, all: 500, bytes: 1024 * 1024 },
  /** lines a call and a minute, characters a line */
  log: { call: 100, minute: 300, line: 2000 },
  /** of an error's text */
  message: 2000,
  /** longest frame in either direction: a value or all code, and its head */
  frame: 1536 * 1024,
} as const

/** How long a call may take in all, in ms: hooks and pages keep somebody waiting, the others are jobs. */
export const deadlines = {
  load: 2000,
  hook: 500,
  page: 500,
  event: 10_000,
  schedule: 10_000,
  migrate: 60_000,
} as const

/** How long code may run without letting go, in ms: meanwhile no other add-on runs. */
export const turns = { hook: 500, page: 500, event: 500, schedule: 500, migrate: 2000, load: 500 } as const
