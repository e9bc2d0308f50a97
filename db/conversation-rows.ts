import type { Conversation } from '../marketplace/inbox.ts'

export interface ConversationRow {
  id: string
  channel: string
  key: string
  open_key: string | null
  customer_name: string
  customer_address: string
  subject: string
  state: Conversation['state']
  wants: Conversation['wants']
  opened_at: string
  changed_at: string
  closed_at: string | null
  closed_by: string | null
}

export const rowOf = (conversation: Conversation): ConversationRow => ({
  id: conversation.id,
  channel: conversation.channel,
  key: conversation.key,
  open_key: conversation.state === 'open' ? `${conversation.channel} ${conversation.key}` : null,
  customer_name: conversation.customer.name,
  customer_address: conversation.customer.address,
  subject: conversation.subject,
  state: conversation.state,
  wants: conversation.wants,
  opened_at: conversation.openedAt,
  changed_at: conversation.changedAt,
  closed_at: conversation.closedAt,
  closed_by: conversation.closedBy,
})

export const conversationOf = (row: ConversationRow, tags: string[] = []): Conversation => ({
  id: row.id,
  channel: row.channel,
  key: row.key,
  customer: { name: row.customer_name, address: row.customer_address },
  subject: row.subject,
  state: row.state,
  wants: row.wants,
  tags,
  openedAt: row.opened_at,
  changedAt: row.changed_at,
  closedAt: row.closed_at,
  closedBy: row.closed_by,
})
