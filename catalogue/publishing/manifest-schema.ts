import { z } from 'zod'
import { manifest } from '../../contracts/manifest.ts'

/** `manifest.json` as JSON Schema 2020-12, for authors' editors and tools. */
export const manifestSchema = () => {
  const { $schema, ...rest } = z.toJSONSchema(manifest, { io: 'input' })
  return { $schema, title: 'manifest.json of a Souk add-on', ...rest }
}
