/**
 * Before the names of fields in the forms of add-ons: stops a field called "remove" or "submit" from standing in the
 * place of what the browser's form object has under that name, on which htmx relies.
 */
const prefix = 'souk.'

/** Fields by the names that the add-on gave them; of two with one name the last. */
export const fieldsIn = (given: Iterable<readonly [string, string]>): Record<string, string> =>
  Object.fromEntries([...given].map(([name, value]) => [own(name), value]))

const own = (name: string) => (name.startsWith(prefix) ? name.slice(prefix.length) : name)
