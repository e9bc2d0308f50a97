import { accountOperations } from './accounts.ts'
import { entitlementOperations } from './entitlements.ts'
import { eventOperations } from './events.ts'
import { invoiceOperations } from './invoices.ts'
import type { Operation } from './operation.ts'
import { purchaseOperations } from './purchases.ts'
import { quoteOperations } from './quotes.ts'
import { releaseOperations } from './releases.ts'

/** Everything a help desk may ask. */
export const operations: Operation[] = [
  ...accountOperations,
  ...quoteOperations,
  ...purchaseOperations,
  ...entitlementOperations,
  ...invoiceOperations,
  ...eventOperations,
  ...releaseOperations,
]
