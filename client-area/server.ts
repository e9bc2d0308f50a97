import closeWithGrace from 'close-with-grace'
import { environment } from './environment.ts'
import { readSettings, WrongSetting } from './settings.ts'
import { startClientArea } from './start.ts'

/** The client area as a process. */
const run = async () => {
  const { url, stop } = await startClientArea(readSettings(environment()))
  closeWithGrace({ delay: 5000 }, async ({ err }) => {
    if (err) console.error(err)
    await stop()
  })
  console.log(`The client area listens on ${url}`)
}

run().catch((error: unknown) => {
  console.error(error instanceof WrongSetting ? error.message : error)
  process.exitCode = 1
})
