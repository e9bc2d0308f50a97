import { countCalls } from './counted.ts'
import { listenTo } from './orders.ts'

const counted = countCalls()
const { readSettings } = await import('../../../client-area/settings.ts')
const { startClientArea } = await import('../../../client-area/start.ts')

/** A client area that dies in the middle of what it is asked. */
listenTo(async told => {
  if (told.do === 'open') await startClientArea(readSettings(process.env))
  if (told.do === 'begin') counted.begin(told.diesAt)
  return counted.calls()
})
