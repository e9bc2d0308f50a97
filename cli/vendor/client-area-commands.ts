import type { Command } from '../command.ts'
import { billCommand } from './bill.ts'
import { accountsAdd } from './accounts-add.ts'
import { accountsResetPassword } from './accounts-reset-password.ts'
import { accountsShow } from './accounts-show.ts'
import { invoicesMarkPaid } from './invoices-mark-paid.ts'
import { invoicesRefund } from './invoices-refund.ts'
import { invoicesShow } from './invoices-show.ts'
import { invoicesVoid } from './invoices-void.ts'
import { ledgerCommand } from './ledger.ts'
import { licencesIssue } from './licences-issue.ts'
import { licencesReaddress } from './licences-readdress.ts'
import { licencesShow } from './licences-show.ts'
import { licencesSuspend } from './licences-suspend.ts'
import { licencesTransfer } from './licences-transfer.ts'
import { pricesImport } from './prices-import.ts'
import { pricesList } from './prices-list.ts'
import { pricesSet } from './prices-set.ts'
import { subscriptionsCancel } from './subscriptions-cancel.ts'
import { subscriptionsShow } from './subscriptions-show.ts'

/** Accounts, licences and money, beside a running client area or without one. */
export const clientAreaCommands: Command[] = [
  accountsAdd,
  accountsShow,
  accountsResetPassword,
  licencesIssue,
  licencesShow,
  licencesSuspend,
  licencesReaddress,
  licencesTransfer,
  pricesList,
  pricesSet,
  pricesImport,
  subscriptionsShow,
  subscriptionsCancel,
  invoicesShow,
  invoicesVoid,
  invoicesMarkPaid,
  invoicesRefund,
  ledgerCommand,
  billCommand,
]
