import { closeBrowser } from './browser.ts'

/** What mocha does when its tests have ended, those of one file where files run side by side. */
export const mochaHooks = { afterAll: closeBrowser }
