import semver from 'semver'
import type { z } from 'zod'
import { type Manifest, manifest } from '../../../contracts/manifest.ts'
import { problemsWith } from '../../../contracts/permission-checks.ts'
import type { Source, SourceFile } from '../sources.ts'
import { checkSettings } from './settings-schema.ts'

type ReadManifest = { kind: 'read'; manifest: Manifest } | { kind: 'wrong'; problems: string[] }

/** Reads `manifest.json`, or says in words what is wrong with it. */
export const readManifest = (file: SourceFile | undefined): ReadManifest => {
  if (!file) return { kind: 'wrong', problems: ['manifest.json: is missing'] }
  const json = readJson(file.bytes)
  if (json.kind === 'broken') return { kind: 'wrong', problems: [`manifest.json: is not JSON: ${json.why}`] }
  const result = manifest.safeParse(json.value)
  if (result.success) return { kind: 'read', manifest: result.data }
  return { kind: 'wrong', problems: result.error.issues.map(inWords) }
}

const readJson = (bytes: Buffer): { kind: 'value'; value: unknown } | { kind: 'broken'; why: string } => {
  try {
    return { kind: 'value', value: JSON.parse(bytes.toString('utf8')) }
  } catch (error) {
    return { kind: 'broken', why: error instanceof Error ? error.message : String(error) }
  }
}

const inWords = ({ path, message }: z.core.$ZodIssue) =>
  `manifest.json: ${path.length > 0 ? `${path.join('.')}: ` : ''}${message}`

/** A source lies in folders called like its slug and version. */
export const checkPromise = (m: Manifest, promised: Source['promised']) =>
  (['slug', 'version'] as const)
    .filter(name => promised[name] !== undefined && promised[name] !== m[name])
    .map(name => `manifest.json: ${name}: is ${m[name]}, but its folder is called ${promised[name]}`)

const currencies = new Set(Intl.supportedValuesOf('currency'))

/** What the schema can't say. */
export const checkManifest = (m: Manifest) => {
  const unknown = m.prices.find(price => !currencies.has(price.currency))
  return [
    ...(semver.validRange(m.supports) === null
      ? [`manifest.json: supports: "${m.supports}" is no range`]
      : []),
    ...(unknown ? [`manifest.json: prices: ${unknown.currency} is no currency of ISO 4217`] : []),
    ...(m.permissions ? problemsWith(m.permissions).map(p => `manifest.json: permissions.${p}`) : []),
    ...(m.settings ? checkSettings(m.settings).map(p => `manifest.json: settings: ${p}`) : []),
  ]
}
