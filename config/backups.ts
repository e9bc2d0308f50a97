import { join, resolve } from 'node:path'
import { waitingMessagesIn } from '../db/backups/waiting-messages.ts'
import { snapshotOf } from '../db/backups/reading.ts'
import { rememberBackup } from '../db/backups/remembering.ts'
import { restoreInto } from '../db/backups/restoring.ts'
import { decisions } from '../db/backups/tables.ts'
import { connectionIn } from '../db/connection.ts'
import { inboxStoresIn } from '../db/inbox-stores.ts'
import type { Database } from '../db/index.ts'
import { migrations } from '../db/migrations/index.ts'
import { atomicallyIn } from '../db/stores.ts'
import { placeFor, writeNew } from '../gateways/backups.ts'
import { openBackup } from '../gateways/backups/reading.ts'
import { vaultWith } from '../gateways/vault.ts'
import { type Header, type Rows, Unusable } from '../marketplace/backups.ts'
import { checkAge } from '../marketplace/backups/checking.ts'
import { packed } from '../marketplace/backups/packing.ts'
import { settle } from '../marketplace/backups/settling.ts'
import { unpacked } from '../marketplace/backups/unpacking.ts'
import type { Settings } from './settings.ts'
import { versionHere } from './status.ts'

const names = migrations.map(({ name }) => name)

/** Writes all that a help desk keeps into one new file, also beside a running panel. `to`: that file or folder; default in the data folder. */
export const backUp = async (settings: Settings, now: Date, to?: string, stopping?: AbortSignal) => {
  const madeAt = now.toISOString()
  const name = `souk-${madeAt.replace(/[:.]/g, '-')}.jsonl.gz`
  const file = to ? await placeFor(resolve(to), name) : join(settings.dataDir, 'backups', name)
  const facts = { version: versionHere(), madeAt, publicUrl: settings.publicUrl.href }
  const made = await snapshotOf(settings.databaseUrl, migrations, async snapshot => {
    const backup = packed(snapshot, facts)
    const size = await writeNew(file, backup.lines(), stopping)
    return { file, size, ...facts, engine: snapshot.engine, ...backup.contents() }
  })
  await rememberBackup(settings.databaseUrl, madeAt)
  return made
}

/** Puts a backup in place of the panel's database: checked from end to end before anything is changed. */
export const restore = async (
  settings: Settings,
  file: string,
  options: { replace: boolean; now: () => Date },
) => {
  const backup = await openBackup(file)
  try {
    const { header, contents } = await check(backup.lines())
    const settled = await restoreInto(settings.databaseUrl, migrations, {
      header,
      rows: () => rowsOf(backup.lines()),
      replace: options.replace,
      settle: inside => settleIn(inside, settings, header, options.now),
    })
    return { file, ...header, ...contents, ...settled }
  } finally {
    await backup.close()
  }
}

const check = async (lines: AsyncIterable<string>) => {
  let header: Header | undefined
  for await (const piece of unpacked(lines)) {
    if (piece.kind === 'header') {
      header = piece.header
      checkAge(header, names)
    }
    if (piece.kind === 'rows' && !Object.hasOwn(decisions, piece.rows.table))
      throw new Unusable(`The backup holds a table that this Souk does not know: ${piece.rows.table}.`)
    if (piece.kind === 'end' && header) return { header, contents: piece.contents }
  }
  throw new Error('The backup has no end')
}

const rowsOf = async function* (lines: AsyncIterable<string>): AsyncGenerator<Rows> {
  for await (const piece of unpacked(lines)) if (piece.kind === 'rows') yield piece.rows
}

const settleIn = (inside: Database, settings: Settings, header: Header, now: () => Date) => {
  const vault = vaultWith(settings.secretKey)
  return settle(
    {
      atomically: atomicallyIn(inside, vault, now),
      inbox: { ...inboxStoresIn(inside, now), now, happened: () => {} },
      connection: connectionIn(inside, vault, now),
      waitingMessages: waitingMessagesIn(inside.knex),
      now,
      licenceKey: settings.licenceKey ?? '',
      publicUrl: settings.publicUrl.href,
    },
    header,
  )
}
