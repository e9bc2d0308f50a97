/** The terms of sale in force: their text is the page at `/terms`. A purchase stores the version that it accepted. */
export const termsVersion = '2026-11'
