const things: [table: string, one: string, many: string][] = [
  ['operators', 'operator', 'operators'],
  ['roles', 'role', 'roles'],
  ['installations', 'add-on with its settings and data', 'add-ons with their settings and data'],
  ['secret_settings', 'sealed secret', 'sealed secrets'],
  ['purchases', 'purchase', 'purchases'],
  ['entitlements', 'right to an add-on', 'rights to add-ons'],
  ['connection', 'login to the client area', 'logins to the client area'],
  ['conversations', 'conversation', 'conversations'],
  ['messages', 'message', 'messages'],
  ['activity', 'line of activity', 'lines of activity'],
]

/** What a backup holds, for a person: `3 operators, 2 roles, 1 conversation`. */
export const contentsInShort = (tables: Record<string, number>) =>
  things
    .flatMap(([table, one, many]) => {
      const count = tables[table] ?? 0
      return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`]
    })
    .join(', ') || 'nothing yet'
