import { closeBrowser, closePages } from './browser.ts'

// Where files run side by side, this comes after each: the next one takes the same browser, which ends with its process.
const hasNextFile = process.env['MOCHA_WORKER_ID'] !== undefined

/** What mocha does when its tests have ended, those of one file where files run side by side. */
export const mochaHooks = { afterAll: hasNextFile ? closePages : closeBrowser }
