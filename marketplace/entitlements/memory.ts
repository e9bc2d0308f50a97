import { z } from 'zod'
import type { PanelSettingStore } from '../panel-settings.ts'

const quiet = z.object({ answeredAt: z.string().nullable(), ms: z.number(), countedAt: z.string() })
const reading = z.object({ login: z.string(), cursor: z.string() })
const missing = z.record(z.string(), z.string())

const entry = <T>(name: string, schema: z.ZodType<T>) => ({
  async read(settings: Pick<PanelSettingStore, 'get'>): Promise<T | undefined> {
    const text = await settings.get(name)
    return text === undefined ? undefined : schema.parse(JSON.parse(text))
  },
  write: (settings: PanelSettingStore, value: T) => settings.put(name, JSON.stringify(value)),
})

/** What is remembered between two readings of the client area. */
export const memory = {
  /** how long nobody has answered */
  quiet: entry('entitlements.silence', quiet),
  /** under which login all of it was read last, and up to which event */
  reading: entry('entitlements.reading', reading),
  /** since when a right is missing, by add-on */
  missing: entry('entitlements.missing', missing),
}
