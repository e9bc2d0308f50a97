import type { Command } from '../command.ts'
import { accountsAdd } from './accounts-add.ts'
import { accountsResetPassword } from './accounts-reset-password.ts'
import { accountsShow } from './accounts-show.ts'
import { licencesIssue } from './licences-issue.ts'
import { licencesReaddress } from './licences-readdress.ts'
import { licencesShow } from './licences-show.ts'
import { licencesSuspend } from './licences-suspend.ts'
import { licencesTransfer } from './licences-transfer.ts'

/** Accounts and licences, beside a running client area or without one. */
export const clientAreaCommands: Command[] = [
  accountsAdd,
  accountsShow,
  accountsResetPassword,
  licencesIssue,
  licencesShow,
  licencesSuspend,
  licencesReaddress,
  licencesTransfer,
]
