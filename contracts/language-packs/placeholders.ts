import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser'

/** What a translation does to the placeholders of English, in words; undefined if it keeps them. */
export const placeholderProblem = (value: string, english: string) => {
  const wanted = placeholders(english)
  const given = placeholders(value)
  if (typeof given === 'string') return `is not an ICU message (${given})`
  if (typeof wanted === 'string') return undefined
  const lost = [...wanted].filter(one => !given.has(one))
  const added = [...given].filter(one => !wanted.has(one))
  if (lost.length > 0) return `lacks ${lost.join(', ')}`
  if (added.length > 0) return `has ${added.join(', ')}, which English has not`
  return undefined
}

/** Each argument with its kind and format, `{count, plural}`; or why the message can't be read. */
const placeholders = (message: string): Set<string> | string => {
  try {
    return new Set(namesIn(parse(message, { ignoreTag: true, requiresOtherClause: true })))
  } catch (error) {
    return wordsOf(error)
  }
}

const namesIn = (elements: MessageFormatElement[]): string[] => elements.flatMap(namesOf)

const namesOf = (element: MessageFormatElement): string[] => {
  switch (element.type) {
    case TYPE.literal:
    case TYPE.pound:
      return []
    case TYPE.argument:
      return [`{${element.value}}`]
    case TYPE.number:
      return [formatted(element.value, 'number', element.style)]
    case TYPE.date:
      return [formatted(element.value, 'date', element.style)]
    case TYPE.time:
      return [formatted(element.value, 'time', element.style)]
    case TYPE.select:
      return [`{${element.value}, select}`, ...inside(element.options)]
    case TYPE.plural:
      checkCategories(Object.keys(element.options))
      return [
        `{${element.value}, ${element.pluralType === 'ordinal' ? 'selectordinal' : 'plural'}}`,
        ...inside(element.options),
      ]
    case TYPE.tag:
    default:
      return namesIn(element.children)
  }
}

const inside = (options: Record<string, { value: MessageFormatElement[] }>) =>
  Object.values(options).flatMap(({ value }) => namesIn(value))

const checkCategories = (categories: string[]) => {
  const odd = categories.find(one => !/^(zero|one|two|few|many|other|=\d+)$/.test(one))
  if (odd !== undefined) throw new Error(`"${odd}" is no plural category`)
}

// A pack may not choose its own format: an unusual one could fail only when the message is shown.
const formatted = (name: string, kind: string, style: unknown) => {
  const text = typeof style === 'string' ? style : style ? JSON.stringify(style) : ''
  return `{${name}, ${kind}${text === '' ? '' : `, ${text}`}}`
}

const wordsOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
