import type { Migration } from '../index.ts'
import { activity } from './002-activity.ts'
import { catalogue } from './003-catalogue.ts'
import { code } from './009-code.ts'
import { codeLog } from './010-code-log.ts'
import { connection } from './004-connection.ts'
import { installations } from './005-installations.ts'
import { money } from './006-money.ts'
import { accountCurrency } from './007-account-currency.ts'
import { inbox } from './008-inbox.ts'
import { operators } from './001-operators.ts'
import { updates } from './011-updates.ts'
import { firstSteps } from './012-first-steps.ts'
import { figures } from './013-figures.ts'

/** The panel's tables, in the order in which they came to be. A landed migration is never edited. */
export const migrations: Migration[] = [
  operators,
  activity,
  catalogue,
  connection,
  installations,
  money,
  accountCurrency,
  inbox,
  code,
  codeLog,
  updates,
  firstSteps,
  figures,
]
