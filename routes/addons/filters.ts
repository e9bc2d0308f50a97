import { kinds } from '../../contracts/manifest.ts'
import { type Browse, prices, sorts, states, usualSort } from '../../marketplace/browse.ts'
import type { Translate } from '../../marketplace/messages.ts'

/** The choices of the toolbar, each one list to pick from. */
export const filtersFor = (asked: Browse, tags: string[], t: Translate) => {
  const choice = (name: string, values: readonly string[], chosen: readonly string[]) => ({
    name,
    label: t(`addons.filter.${name}`),
    value: chosen.join(','),
    items: [
      { value: '', text: t(`addons.filter.${name}.any`) },
      ...joined(values, chosen).map(value => ({ value, text: nameOf(name, value) })),
    ],
  })
  const nameOf = (name: string, value: string) =>
    value
      .split(',')
      .map(part => (name === 'tag' ? part : t(`addons.filter.${name}.${part}`)))
      .join(', ')
  // without a value, so that words typed next are sorted by relevance and not by the order of a list without words
  const unlessUsual = (sort: Browse['sort']) => (sort === usualSort(asked.words) ? '' : sort)
  return [
    choice('kind', kinds, asked.kinds),
    choice('price', prices, asked.prices),
    choice('state', states, asked.states),
    choice('tag', tags, asked.tag ? [asked.tag] : []),
    {
      ...choice('sort', sorts, [unlessUsual(asked.sort)]),
      items: sorts.map(value => ({ value: unlessUsual(value), text: nameOf('sort', value) })),
    },
  ]
}

// An address may ask for two kinds at once; the list then holds that pair too, so that the next search keeps it.
const joined = (values: readonly string[], chosen: readonly string[]) => {
  const together = chosen.join(',')
  return together && !values.includes(together) ? [...values, together] : values
}
