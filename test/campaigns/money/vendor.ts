import { join } from 'node:path'
import { readSettings } from '../../../client-area/settings.ts'
import { type ClientArea, startClientArea } from '../../../client-area/start.ts'
import type { Between } from '../../support/tampering.ts'
import type { Clock } from './clocks.ts'

export interface VendorPlace {
  /** where it keeps its files */
  folder: string
  databaseUrl: string
  /** its public port, at which somebody in between listens, and its own behind that */
  port: number
  inner: number
}

/** A client area's settings, by their names in the environment. */
export const vendorEnvironment = ({ folder, databaseUrl, port, inner }: VendorPlace) => ({
  NODE_ENV: 'test',
  CLIENT_AREA_DATA_DIR: folder,
  CLIENT_AREA_DATABASE_URL: databaseUrl,
  CLIENT_AREA_PORT: String(inner),
  CLIENT_AREA_PUBLIC_URL: `http://127.0.0.1:${port}`,
  CLIENT_AREA_LOG_LEVEL: 'silent',
})

export const defaultDatabase = (folder: string) => `sqlite:${join(folder, 'client-area.db')}`

/** A client area that can be stopped and started again over the same data, behind somebody who breaks its answers. */
export const vendorAt = (place: VendorPlace, clock: Clock, between: Between) => {
  let area: ClientArea | undefined
  const running = () => {
    if (!area) throw new Error('The client area does not run')
    return area
  }
  return {
    url: `http://127.0.0.1:${place.port}`,
    place,
    between,
    isOpen: () => area !== undefined,
    async open() {
      area ??= await startClientArea(readSettings(vendorEnvironment(place)), clock.now)
    },
    async close() {
      const before = area
      area = undefined
      await before?.stop()
    },
    get billing() {
      return running().billing
    },
    get stores() {
      return running().stores
    },
  }
}
export type Vendor = ReturnType<typeof vendorAt>
