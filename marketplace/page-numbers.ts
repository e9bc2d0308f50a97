/**
 * The pages of a long list that are worth a link from one of them: the first, the last and the neighbours; `gap` is what
 * lies between. A gap is never one page wide: that page would take no more room.
 */
export const pageNumbers = (page: number, pages: number): (number | 'gap')[] => {
  const shown = [1, page - 1, page, page + 1, pages].filter(one => one >= 1 && one <= pages)
  const numbers = [...new Set(shown)].toSorted((a, b) => a - b)
  return numbers.flatMap((number, at) => [...between(numbers[at - 1] ?? number, number), number])
}

const between = (before: number, number: number): (number | 'gap')[] => {
  const missing = number - before - 1
  if (missing < 1) return []
  return missing === 1 ? [before + 1] : ['gap']
}
