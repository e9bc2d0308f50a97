import { english } from '../../../config/messages.ts'
import { translateInto } from '../../../marketplace/messages.ts'
import { fieldsOf, wantedIn } from '../../../marketplace/settings.ts'
import { problemsWith, type SettingError } from '../../../marketplace/settings/checking.ts'
import type { Bench } from '../bench.ts'

/** Takes a form's texts as settings, or answers with what is wrong, by field. */
export const changeSettings = async (
  bench: Bench,
  body: Readonly<Record<string, unknown>>,
  { keepsOthers = false } = {},
): Promise<ReadonlyMap<string, string>> => {
  const { desk, secrets } = bench
  const { slug = '', settings: schema } = desk.release()?.manifest ?? {}
  const fields = fieldsOf(schema)
  const given = keepsOthers ? fields.filter(({ name }) => `setting-${name}` in body) : fields
  const wanted = wantedIn(given, body)
  const before = keepsOthers ? desk.installation()?.settings : {}
  const values = { ...before, ...wanted.values }
  const typed = Object.entries(wanted.secrets).filter(([, value]) => value !== null)
  const kept = await secrets.names(slug)
  const isKept = ({ name, code }: SettingError) =>
    code === 'required' && (kept.includes(name) || wanted.secrets[name] === null || keepsOthers)
  const errors = problemsWith(schema, { ...values, ...Object.fromEntries(typed) }).filter(one => !isKept(one))
  if (errors.length > 0) return new Map(errors.map(one => [one.name, wordsOf(one, schema)]))

  for (const [name, secret] of Object.entries(wanted.secrets)) await secrets.put(slug, name, secret)
  desk.configure(values)
  return new Map()
}

const wordsOf = ({ name, code, limit, line }: SettingError, schema: unknown) => {
  const t = translateInto(english(), english())
  const label = fieldsOf(schema).find(field => field.name === name)?.property.title ?? name
  if (line === undefined) return t(`settings.error.${code}`, { label, limit })
  const isLength = code === 'too-long' || code === 'too-short'
  return t(`settings.error.line.${isLength ? code : 'form'}`, { label, limit, line })
}
