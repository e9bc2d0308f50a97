/** What becomes of a table in a backup, and if it stays out, why. */
export type Decision = { kept: true; but?: Skipped } | { kept: false; because: string }

/** Rows that a restore leaves out: those with one of these values in that column. */
interface Skipped {
  column: string
  values: readonly string[]
  because: string
}

const kept = { kept: true } as const
const out = (because: string) => ({ kept: false, because }) as const

/** Every table of the panel, those first to which others refer. */
export const decisions: Record<string, Decision> = {
  operators: kept,
  roles: kept,
  role_permissions: kept,
  operator_roles: kept,
  sessions: out('everybody signs in again'),
  first_operator_links: out('a link is good for one day and one help desk'),
  sign_in_limits: out('attempts to sign in count for minutes'),
  revisions: out('they number what a running panel remembers'),
  panel_settings: {
    kept: true,
    but: {
      column: 'name',
      values: ['entitlements.reading', 'code.starts'],
      because: 'the client area is read anew from the beginning, and crashes of another panel count no more',
    },
  },
  activity: kept,
  catalogue_state: out('the list is read anew; the number of the newest list seen stands in the header'),
  catalogue_shards: out('the list is read anew'),
  catalogue_addons: out('the list is read anew'),
  catalogue_listings: out('the list is read anew'),
  catalogue_words: out('the list is read anew'),
  connection: kept,
  login_attempts: out('a login that is under way is begun again'),
  operations: kept,
  releases: kept,
  installations: kept,
  kept_settings: kept,
  quotes: out('prices are asked for again, so that none can be used twice'),
  purchases: kept,
  entitlements: kept,
  charges: kept,
  lapses: kept,
  cancellations: kept,
  webhooks_seen: out('an event is a hint, and good for five minutes'),
  conversations: kept,
  messages: kept,
  conversation_tags: kept,
  conversation_words: kept,
  code_events: out('what happened then is not told to add-ons for the second time'),
  secret_settings: kept,
  allowed_addresses: kept,
  addon_storage: kept,
  addon_notices: kept,
  code_deliveries: out('what was on its way may have arrived'),
  code_schedules: out('schedules are counted anew from the start'),
  addon_storage_revisions: kept,
  code_log: kept,
  delivery_hours: kept,
  update_watches: out('a health window is about a running panel'),
  update_policies: kept,
  update_runs: out('updates that were under way are not gone on with'),
  update_run_rows: out('updates that were under way are not gone on with'),
}

export const keptTables = Object.keys(decisions).filter(name => decisions[name]?.kept)

/** Whether a row is put back; `row` by column. */
export const isPutBack = (table: string, row: Record<string, unknown>) => {
  const decision = decisions[table]
  if (!decision?.kept) return false
  return !decision.but || !decision.but.values.some(skipped => skipped === row[decision.but?.column ?? ''])
}
