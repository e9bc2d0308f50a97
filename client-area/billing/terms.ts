/**
 * The terms of sale in force: their text is the page at `/terms`, the English messages `terms.*`; change this with them.
 * A purchase stores the version that it accepted.
 */
export const termsVersion = '2026-11'
