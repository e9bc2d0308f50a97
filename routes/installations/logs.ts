import type { Request, Response } from 'express'
import { type LogLevel, logLevels } from '../../contracts/addon-api.ts'
import type { Installation } from '../../marketplace/installations.ts'
import type { GridName } from '../../marketplace/kinds.ts'
import type { Services } from '../services.ts'
import { shown } from '../operations/shown.ts'

/** The last lines that an add-on wrote, newest first, of one level or all. */
export const showLog = async (
  { code }: Services,
  grid: GridName,
  installation: Installation,
  req: Request,
  res: Response,
) => {
  const level = levelIn(req)
  const lines = (await code.log(installation.addon))
    .filter(line => !level || line.level === level)
    .toReversed()
    .map(line => ({ ...line, at: line.at.toISOString(), text: shown(line.text) }))
  const { t } = res.locals
  const levels = [
    { value: '', text: t('installations.log.all') },
    ...logLevels.map(value => ({ value, text: t(`installations.log.level.${value}`) })),
  ]
  res.render('installations/log', { grid, installation, level: level ?? '', levels, lines })
}

const levelIn = ({ query }: Request): LogLevel | undefined =>
  logLevels.find(level => level === query['level'])
