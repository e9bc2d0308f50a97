import { logLevels } from '../contracts/addon-api.ts'
import type { LogLine } from '../marketplace/code.ts'
import type { LogStore } from '../marketplace/code/log-keeping.ts'
import type { Database, Work } from './index.ts'

interface Row {
  id: number
  addon: string
  at: string
  level: string
  text: string
  is_trouble: boolean | number
}

/** The last lines that add-ons wrote. */
export const codeLogIn = ({ knex, atomically }: Pick<Database, 'knex' | 'atomically'>): LogStore => ({
  add: (lines, most) =>
    atomically(async tx => {
      const installed = await installedOf(
        tx,
        lines.map(({ addon }) => addon),
      )
      const rows = lines.filter(({ addon }) => installed.has(addon)).map(rowOf)
      for (let from = 0; from < rows.length; from += 100)
        await tx('code_log').insert(rows.slice(from, from + 100))
      for (const addon of installed) await prune(tx, addon, most)
    }),
  async lines(addon, most) {
    const rows = await knex<Row>('code_log').where({ addon }).orderBy('id', 'desc').limit(most)
    return rows.map(lineOf).toReversed()
  },
  async lastTrouble(addon) {
    const row = await knex<Row>('code_log').where({ addon, is_trouble: true }).orderBy('id', 'desc').first()
    return row && lineOf(row)
  },
})

// what comes after it was uninstalled would stay for ever
const installedOf = async (tx: Work, addons: readonly string[]) => {
  const rows = await tx<{ addon: string }>('installations').whereIn('addon', [...new Set(addons)])
  return new Set(rows.map(({ addon }) => addon))
}

const prune = async (tx: Work, addon: string, most: number) => {
  const own = () => tx<Row>('code_log').where({ addon })
  const oldest = await own()
    .orderBy('id', 'desc')
    .offset(most - 1)
    .first('id')
  if (!oldest) return
  const trouble = await own().where({ is_trouble: true }).orderBy('id', 'desc').first('id')
  await own()
    .where('id', '<', oldest.id)
    .whereNot({ id: trouble?.id ?? 0 })
    .delete()
}

const rowOf = ({ addon, at, level, text, isTrouble = false }: LogLine & { addon: string }) => ({
  addon,
  at: at.toISOString(),
  level,
  // PostgreSQL takes no such character
  text: text.replaceAll('\0', '\ufffd'),
  is_trouble: isTrouble,
})

const lineOf = ({ at, level, text, is_trouble }: Row): LogLine => ({
  at: new Date(at),
  level: logLevels.find(one => one === level) ?? 'info',
  text,
  isTrouble: Boolean(is_trouble),
})
