import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDb } from '../../../db/index.ts'
import { migrations } from '../../../db/migrations/index.ts'

/** What a killed panel has left. */
export interface Remains {
  /** the version of each signed file that is trusted, by its role; of the copy in the database, too */
  versions: Record<string, number>
  open: { kind: string; stage: string }[]
}

/** Looks at a copy, so that the next start finds everything as the kill has left it. */
export const remainsIn = async (dataDir: string): Promise<Remains> => {
  const folder = mkdtempSync(join(tmpdir(), 'souk-remains-'))
  for (const name of ['souk.db', 'souk.db-wal'])
    if (existsSync(join(dataDir, 'panel', name)))
      copyFileSync(join(dataDir, 'panel', name), join(folder, name))
  const db = await openDb(`sqlite:${join(folder, 'souk.db')}`, migrations)
  try {
    const open: Remains['open'] = await db
      .knex('operations')
      .whereNotNull('open_addon')
      .select('kind', 'stage')
    const state: { version: number } | undefined = await db.knex('catalogue_state').first('version')
    return { open, versions: { ...trustedIn(dataDir), database: state?.version ?? 0 } }
  } finally {
    await db.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

const roles = ['root', 'timestamp', 'snapshot', 'targets']

const trustedIn = (dataDir: string): Record<string, number> => {
  const home = join(dataDir, 'panel/catalogue')
  const pointer = join(home, 'trusted.json')
  if (!existsSync(pointer)) return {}
  const { folder }: { folder: string } = JSON.parse(readFileSync(pointer, 'utf8'))
  return Object.fromEntries(roles.map(role => [role, versionIn(join(home, folder, `${role}.json`))]))
}

const versionIn = (file: string) => {
  const { signed }: { signed: { version: number } } = JSON.parse(readFileSync(file, 'utf8'))
  return signed.version
}

/** Remembers the highest versions, and says which of them went down, or are gone: F7. */
export const neverDown = () => {
  const seen = new Map<string, Set<number>>()
  return {
    violations: (versions: Remains['versions']) => {
      const found = [...seen].flatMap(([role, known]) => {
        const [before, now] = [Math.max(...known), versions[role]]
        return now === undefined || now < before ? [`F7: ${role} went from ${before} to ${now}`] : []
      })
      for (const [role, version] of Object.entries(versions))
        seen.set(role, (seen.get(role) ?? new Set()).add(version))
      return found
    },
    /** how many versions of each were seen */
    counts: () => Object.fromEntries([...seen].map(([role, known]) => [role, known.size])),
  }
}
