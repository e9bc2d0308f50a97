// npm run check: types, lint and format.
import { stopIfNodeIsOld } from './node-version.mjs'

stopIfNodeIsOld()
const { runProgram, say } = await import('./say.mjs')
const { check } = await import('./checks.mjs')
const { install } = await import('./install.mjs')
await runProgram(async () => {
  await install(say)
  await check(say)
})
