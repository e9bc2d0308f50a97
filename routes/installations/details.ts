import type { Response } from 'express'
import { isPublic, runsCode } from '../../marketplace/code/rights.ts'
import type { Installation } from '../../marketplace/installations.ts'
import type { GridName } from '../../marketplace/kinds.ts'
import type { Services } from '../services.ts'
import { dailyChart } from './daily.ts'
import { oneRow } from './rows.ts'
import { glanceAt } from './trouble.ts'

/** Everything about one installed add-on: its row, and what its code does and may do. */
export const showDetails = async (services: Services, grid: GridName, one: Installation, res: Response) =>
  res.render('installations/show', {
    grid,
    installation: one,
    row: await oneRow(services, one, res),
    code: runsCode(one) ? await codeView(services, one) : null,
    daily: runsCode(one) ? await dailyChart(services, one, res) : null,
    isSafe: services.code.safeMode.isOn(),
  })

const codeView = async (services: Services, one: Installation) => {
  const { code, settings, paths } = services
  const { addon } = one
  const rights = await code.rightsOf(addon)
  return {
    lastError: (await glanceAt(services, one)).lastError,
    doing: await code.doing(addon),
    deliveries: await code.deliveries(addon),
    address: rights && isPublic({ rights }) ? settings.publicUrl.origin + paths.hook(addon) : null,
    /** else there is something only further down: its public pages */
    answers: rights?.publicAddress ?? false,
    schedule: rights?.schedule ?? null,
    hosts: rights?.hosts ?? [],
    allowed: await code.allowed.of(addon),
    pages: (rights?.pages ?? []).filter(({ audience }) => audience === 'operators'),
  }
}
